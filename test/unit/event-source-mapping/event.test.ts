import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventBytesOf, toKafkaEvent } from '../../../event-source-mapping/event.ts';
import { TOPIC, sourceRecord } from './builders.ts';

const MSK = {
  eventSource: 'aws:kafka',
  eventSourceArn: 'arn:aws:kafka:x',
  bootstrapServers: 'b-1:9098,b-2:9098',
} as const;

describe('the event of a Kafka event source mapping', () => {
  it('has the members that AWS documents', () => {
    const record = sourceRecord({ offset: 15, headers: [['content-type', Buffer.from('app')]] });

    const event = toKafkaEvent([record], MSK, 'omitted');

    assert.deepEqual(JSON.parse(JSON.stringify(event)), {
      eventSource: 'aws:kafka',
      eventSourceArn: 'arn:aws:kafka:x',
      bootstrapServers: 'b-1:9098,b-2:9098',
      records: {
        [`${TOPIC}-0`]: [
          {
            topic: TOPIC,
            partition: 0,
            offset: 15,
            timestamp: 1_700_000_000_000,
            timestampType: 'CREATE_TIME',
            key: 'ZGV2aWNl',
            value: 'e30=',
            headers: [{ 'content-type': [97, 112, 112] }],
          },
        ],
      },
    });
  });

  it('groups records by topic and partition, each in its order', () => {
    const records = [
      sourceRecord({ partition: 1, offset: 7 }),
      sourceRecord({ partition: 0, offset: 3 }),
      sourceRecord({ partition: 1, offset: 9 }),
    ];

    const groups = toKafkaEvent(records, {}, 'omitted').records;

    const offsets = Object.entries(groups).map(([key, group]) => [
      key,
      group.map(({ offset }) => offset),
    ]);
    assert.deepEqual(Object.fromEntries(offsets), { [`${TOPIC}-1`]: [7, 9], [`${TOPIC}-0`]: [3] });
  });

  it('writes header bytes signed', () => {
    const headers = headersOf([['device_id', Buffer.from([0, 127, 128, 255])]]);

    assert.deepEqual(headers, [{ device_id: [0, 127, -128, -1] }]);
  });

  it('keeps repeated headers, and their order among the others', () => {
    const headers = headersOf([
      ['a', Buffer.from('1')],
      ['b', Buffer.from('2')],
      ['a', Buffer.from('3')],
    ]);

    assert.deepEqual(headers, [{ a: [49] }, { b: [50] }, { a: [51] }]);
  });

  it('reads bytes that lie inside a larger buffer', () => {
    const inside = Buffer.from('..xyz..').subarray(2, 5);

    const event = toKafkaEvent(
      [sourceRecord({ key: inside, value: inside, headers: [['h', inside]] })],
      {},
      'omitted',
    );

    const [record] = event.records[`${TOPIC}-0`] ?? [];
    assert.deepEqual(
      [record?.key, record?.value, record?.headers],
      ['eHl6', 'eHl6', [{ h: [120, 121, 122] }]],
    );
  });

  it('leaves out the members of a record without key and value, or writes null', () => {
    const bare = sourceRecord({ key: null, value: null, headers: [] });

    const omitted = toKafkaEvent([bare], {}, 'omitted').records[`${TOPIC}-0`]?.[0];
    const nulls = toKafkaEvent([bare], {}, 'null').records[`${TOPIC}-0`]?.[0];

    assert.equal('key' in (omitted ?? {}) || 'value' in (omitted ?? {}), false);
    assert.deepEqual(omitted?.headers, []);
    assert.deepEqual([nulls?.key, nulls?.value, nulls?.headers], [null, null, null]);
  });

  it('tells an empty value from none', () => {
    const event = toKafkaEvent([sourceRecord({ value: Buffer.alloc(0) })], {}, 'omitted');

    assert.equal(event.records[`${TOPIC}-0`]?.[0]?.value, '');
  });

  it('measures a record as it will be in the JSON, in bytes', () => {
    const record = sourceRecord({ headers: [['größe', Buffer.from('ë')]] });

    const bytes = eventBytesOf(record, 'omitted');

    const group = toKafkaEvent([record], {}, 'omitted').records[`${TOPIC}-0`];
    assert.equal(bytes, Buffer.byteLength(JSON.stringify(group)) - '[]'.length);
  });
});

function headersOf(headers: readonly (readonly [string, Uint8Array])[]) {
  return toKafkaEvent([sourceRecord({ headers })], {}, 'omitted').records[`${TOPIC}-0`]?.[0]
    ?.headers;
}
