import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseKafkaEvent } from '../../../../lib/drivers/event-source/parse-kafka-event.ts';
import { ServiceError } from '../../../../lib/domain/errors.ts';
import { toKafkaEvent } from '../../../../event-source-mapping/event.ts';

const GROUP = 'hono.event.acme-0';
const RECORD = { topic: 'hono.event.acme', partition: 0, offset: 15, timestamp: 1000 };

describe('parsing the event of a mapping', () => {
  test('reads what AWS documents', () => {
    const event = {
      eventSource: 'aws:kafka',
      eventSourceArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/tidegate/0',
      bootstrapServers: 'b-1:9098,b-2:9098',
      records: {
        [GROUP]: [
          {
            ...RECORD,
            timestampType: 'CREATE_TIME',
            key: 'ZGV2aWNlLTE=',
            value: 'eyJ0ZW1wIjo1fQ==',
            headers: [{ 'content-type': [97, 112, 112] }, { name: [-61, -85] }],
          },
        ],
      },
    };

    const batches = parseKafkaEvent(event);

    assert.deepEqual(batches.map(plain), [
      {
        name: GROUP,
        records: [
          {
            tenant: 'acme',
            topic: 'hono.event.acme',
            partition: 0,
            offset: 15,
            timestampMs: 1000,
            key: 'device-1',
            value: '{"temp":5}',
            headers: ['content-type=app', 'name=ë'],
          },
        ],
      },
    ]);
  });

  test('reads an event that comes again without any member but its records', () => {
    assert.equal(parseKafkaEvent({ records: { [GROUP]: [RECORD] } }).length, 1);
  });

  test('reads an event without records', () => {
    assert.deepEqual(parseKafkaEvent({ records: {} }), []);
  });

  for (const absent of [undefined, null]) {
    test(`reads a record whose key, value and headers are ${absent}`, () => {
      const record = { ...RECORD, key: absent, value: absent, headers: absent };

      const { key, value, headers } = only(record);

      assert.deepEqual({ key, value, headers }, { key: null, value: null, headers: [] });
    });
  }

  test('tells an empty key and value from none', () => {
    const { key, value } = only({ ...RECORD, key: '', value: '' });

    assert.deepEqual([key?.length, value?.length], [0, 0]);
  });

  test('reads the bytes of headers whether signed or not', () => {
    const { headers } = only({
      ...RECORD,
      headers: [{ signed: [-61, -85] }, { unsigned: [195, 171] }, { ends: [-128, 127, 255] }],
    });

    const bytes = headers.map(({ name, value }) => [name, ...value]);
    assert.deepEqual(bytes, [
      ['signed', 195, 171],
      ['unsigned', 195, 171],
      ['ends', 128, 127, 255],
    ]);
  });

  test('keeps headers that are repeated, empty or without a value, in order', () => {
    const { headers } = only({
      ...RECORD,
      headers: [{ a: [49] }, { b: [] }, { a: [50], c: [51] }, { d: null }],
    });

    const texts = headers.map(({ name, value }) => `${name}=${String(value)}`);
    assert.deepEqual(texts, ['a=1', 'b=', 'a=2', 'c=3', 'd=']);
  });

  test('takes the partition from after the last hyphen when a record does not say', () => {
    const [batch] = parseKafkaEvent({ records: { 'hono.event.a-1-b-12': [{ offset: 3 }] } });

    const { topic, tenant, partition } = batch?.records[0] ?? {};
    assert.deepEqual([topic, tenant, partition], ['hono.event.a-1-b', 'a-1-b', 12]);
  });

  test('believes a record more than the name of its group, and keeps the name for the answer', () => {
    const record = { ...RECORD, topic: 'hono.event.other', partition: 4 };

    const [batch] = parseKafkaEvent({ records: { [GROUP]: [record] } });

    const { tenant, partition } = batch?.records[0] ?? {};
    assert.deepEqual([batch?.name, tenant, partition], [GROUP, 'other', 4]);
  });

  for (const timestamp of [undefined, null, -1]) {
    test(`takes the time stamp ${timestamp} for none`, () => {
      assert.equal(only({ ...RECORD, timestamp }).timestampMs, -1);
    });
  }

  test('reads what the emulator of the mapping writes', () => {
    const record = {
      topic: 'hono.event.acme',
      partition: 0,
      offset: 1,
      timestampMs: 2,
      timestampType: 'CREATE_TIME',
      key: Buffer.from([200]),
      value: Buffer.from([0, 255]),
      headers: [['ü', Buffer.from('ü')]],
    } as const;

    const [batch] = parseKafkaEvent(toKafkaEvent([record], {}, 'null'));

    const read = batch?.records[0];
    assert.deepEqual([...(read?.value ?? [])], [0, 255]);
    assert.equal(String(read?.headers[0]?.value), 'ü');
  });
});

describe('an event that no mapping writes makes the whole batch come again', () => {
  const oneRecord = (record: unknown) => ({ records: { [GROUP]: [record] } });
  const cases: Readonly<Record<string, unknown>> = {
    nothing: undefined,
    null: null,
    'a text': 'records',
    'a list': [],
    'no records': { eventSource: 'aws:kafka' },
    'records that are null': { records: null },
    'records that are a list': { records: [] },
    'a group that is no list': { records: { [GROUP]: { 0: RECORD } } },
    'a record that is no object': oneRecord('record'),
    'no offset': oneRecord({ ...RECORD, offset: undefined }),
    'an offset that is a text': oneRecord({ ...RECORD, offset: '15' }),
    'a negative offset': oneRecord({ ...RECORD, offset: -1 }),
    'half an offset': oneRecord({ ...RECORD, offset: 1.5 }),
    'an offset that no number can hold': oneRecord({ ...RECORD, offset: 2 ** 53 }),
    'a negative partition': oneRecord({ ...RECORD, partition: -1 }),
    'no partition at all': { records: { 'hono.event.acme': [{ offset: 1 }] } },
    'a time stamp that is a text': oneRecord({ ...RECORD, timestamp: 'now' }),
    'a topic that is a number': oneRecord({ ...RECORD, topic: 5 }),
    'a topic that holds no events': oneRecord({ ...RECORD, topic: 'hono.telemetry.acme' }),
    'a topic without a tenant': oneRecord({ ...RECORD, topic: 'hono.event.' }),
    'a group of another topic': { records: { 'orders-0': [{ offset: 1 }] } },
    'a key that is no text': oneRecord({ ...RECORD, key: 5 }),
    'a value that is no base64': oneRecord({ ...RECORD, value: 'a b=' }),
    'a value in the alphabet of URLs': oneRecord({ ...RECORD, value: '__-_' }),
    'a value without its padding': oneRecord({ ...RECORD, value: 'YQ' }),
    'a value with bits left over': oneRecord({ ...RECORD, value: 'YR==' }),
    'headers that are an object': oneRecord({ ...RECORD, headers: { a: [1] } }),
    'a header that is a text': oneRecord({ ...RECORD, headers: ['a'] }),
    'a header that is null': oneRecord({ ...RECORD, headers: [null] }),
    'header bytes that are a text': oneRecord({ ...RECORD, headers: [{ a: 'b' }] }),
    'a header byte that is too small': oneRecord({ ...RECORD, headers: [{ a: [-129] }] }),
    'a header byte that is too large': oneRecord({ ...RECORD, headers: [{ a: [256] }] }),
    'a header byte that is a text': oneRecord({ ...RECORD, headers: [{ a: ['1'] }] }),
    'half a header byte': oneRecord({ ...RECORD, headers: [{ a: [0.5] }] }),
    'more records than a batch can have': {
      records: { [GROUP]: Array.from({ length: 10_001 }, (_, offset) => ({ offset })) },
    },
  };

  for (const [what, event] of Object.entries(cases)) {
    test(what, () => {
      assert.throws(
        () => parseKafkaEvent(event),
        (failure) => failure instanceof ServiceError && failure.code === 'BATCH_UNREADABLE',
      );
    });
  }
});

type Batch = ReturnType<typeof parseKafkaEvent>[number];

function only(record: unknown): Batch['records'][number] {
  const read = parseKafkaEvent({ records: { [GROUP]: [record] } })[0]?.records[0];
  assert.ok(read);
  return read;
}

function plain({ name, records }: Batch) {
  return {
    name,
    records: records.map(({ key, value, headers, ...record }) => ({
      ...record,
      key: key && String(key),
      value: value && String(value),
      headers: headers.map((header) => `${header.name}=${String(header.value)}`),
    })),
  };
}
