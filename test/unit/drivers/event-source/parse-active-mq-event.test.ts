import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Received } from '../../../../lib/consumption/received.ts';
import { readEncoded } from '../../../../lib/drivers/amqp/read-encoded.ts';
import { parseActiveMqEvent } from '../../../../lib/drivers/event-source/parse-active-mq-event.ts';
import { type RecordedMessage as Message, recordedMessages } from '../../../support/active-mq.ts';

const ENCODED = recordedMessages('encoded.json');
const TAKEN_APART = recordedMessages('taken-apart.json');
/** See the fixtures' README: Lambda does not deliver it. */
const EMPTY_NOTIFICATION = 6;

describe('the event of an Amazon MQ event source', () => {
  it('is a batch of its queue, in order, as the messages came', () => {
    const [batch, ...others] = parse(ENCODED);

    assert.deepEqual(others, []);
    assert.equal(batch?.name, 'event/tenant-1');
    assert.deepEqual(batch.records.map(({ value }) => value && String(value)).slice(0, 5), [
      '{"temp":5}',
      'plain',
      'plain',
      'bin',
      'x',
    ]);
    assert.deepEqual(batch.records[5]?.value, Buffer.from([0xff, 0xfe]));
    assert.deepEqual([batch.records[6]?.value, batch.records[7]?.value], [null, null]);
    for (const { tenant, topic, partition, key } of batch.records) {
      assert.deepEqual(
        [tenant, topic, partition, String(key)],
        ['tenant-1', 'event/tenant-1', 0, 'device-1'],
      );
    }
  });

  it('says what the message says, whether the broker has taken it apart or not', () => {
    for (const [index, message] of ENCODED.entries()) {
      if (index === EMPTY_NOTIFICATION) continue;
      const [encoded, apart] = [recordOf(message), recordOf(TAKEN_APART[index])];

      assert.deepEqual(apart.value, encoded.value, `message ${index}`);
      assert.deepEqual(apart.key, encoded.key, `message ${index}`);
      assert.deepEqual(wordsOf(apart), wordsOf(encoded), `message ${index}`);
    }
  });

  it('has the words of the Kafka format', () => {
    const words = wordsOf(recordOf(ENCODED[2]));

    assert.deepEqual(words, {
      'content-type': 'text/plain; charset=utf-8',
      device_id: 'device-1',
      orig_adapter: 'hono-http',
      orig_address: '/event',
      qos: '1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'a=b',
      ttd: '30',
    });
  });

  it('tells how long a message lives, by the broker’s clock when it has taken it apart', () => {
    const encoded = Number(headersOf(recordOf(ENCODED[2]))['ttl']);
    const apart = Number(headersOf(recordOf(TAKEN_APART[2]))['ttl']);
    const asInTheExample = { ...TAKEN_APART[2], expiration: '60000' };

    assert.equal(encoded, 60_000);
    assert.ok(apart >= 60_000 && apart < 65_000);
    assert.equal(headersOf(recordOf(asInTheExample))['ttl'], '60000');
    assert.equal(headersOf(recordOf(TAKEN_APART[0]))['ttl'], undefined);
  });

  it('names each message by its message-id, at every delivery alike', () => {
    const first = recordOf(ENCODED[0]);
    const again = recordOf({ ...ENCODED[0], redelivered: true, brokerOutTime: 1 });

    assert.match(String(first.messageId), /^[\da-f-]{36}$/);
    assert.equal(again.messageId, first.messageId);
    assert.match(String(recordOf(TAKEN_APART[0]).messageId), /^[\da-f-]{36}$/);
    const ofBroker = 'ID:host-37557-1234520418293-4:1:1:1:1';
    assert.equal(recordOf({ ...TAKEN_APART[0], messageID: ofBroker }).messageId, ofBroker.slice(3));
  });

  it('counts a repeated message once, the first', () => {
    const [batch] = parse([...ENCODED, ...ENCODED.slice(0, 2)]);

    assert.equal(batch?.records.length, ENCODED.length);
  });

  it('numbers messages in the order of the queue, however many arrive in a millisecond, and later ones higher', () => {
    const inOneMillisecond = ENCODED.map((message) => ({ ...message, brokerInTime: 1_000 }));
    const [batch] = parse(inOneMillisecond);
    const offsets = batch?.records.map(({ offset }) => offset) ?? [];

    assert.deepEqual(
      offsets,
      offsets.toSorted((one, other) => one - other),
    );
    assert.equal(new Set(offsets).size, ENCODED.length);
    const later = recordOf({ ...ENCODED[0], brokerInTime: 1_001 });
    assert.ok(offsets.every((offset) => offset < later.offset));
  });

  it('keeps queues apart', () => {
    const other = { ...ENCODED[1], destination: { physicalName: 'event/Lab.T_1' } };

    assert.deepEqual(
      parse([ENCODED[0] ?? {}, other]).map(({ name, records }) => [name, records.length]),
      [
        ['event/tenant-1', 1],
        ['event/Lab.T_1', 1],
      ],
    );
  });

  it('makes of a message that is none of ours a record that nobody can read, not a batch that fails', () => {
    const garbage = { ...ENCODED[0], data: Buffer.from('garbage').toString('base64') };
    const foreign = { ...TAKEN_APART[0], properties: {} };

    const { key, headers, value } = recordOf(garbage);
    assert.deepEqual([key, headers, String(value)], [null, [], 'garbage']);
    assert.equal(recordOf(foreign).key, null);
  });

  const [message = {}] = ENCODED;
  const unreadable: Readonly<Record<string, unknown>> = {
    'no object': 'event',
    'without messages': {},
    'of Kafka': { records: {} },
    'with a message that is no object': { messages: [null] },
    'without a name of the message': { messages: [{ ...message, messageID: '' }] },
    'without a queue': { messages: [{ ...message, destination: undefined }] },
    'of another queue': { messages: [{ ...message, destination: { physicalName: 'orders' } }] },
    'of a queue with no tenant’s name': {
      messages: [{ ...message, destination: { physicalName: 'event/a b' } }],
    },
    'with data that is no base64': { messages: [{ ...message, data: '%' }] },
    'with more messages than a batch can have': {
      messages: Array.from({ length: 10_001 }, () => message),
    },
  };
  for (const [what, event] of Object.entries(unreadable)) {
    it(`is refused ${what}, so that it comes again`, () => {
      assert.throws(() => parseActiveMqEvent(event, readEncoded), { code: 'BATCH_UNREADABLE' });
    });
  }
});

function parse(messages: readonly Message[]) {
  return parseActiveMqEvent({ eventSource: 'aws:mq', messages }, readEncoded);
}

function recordOf(message: Message = {}): Received {
  const record = parse([message])[0]?.records[0];
  assert.ok(record);
  return record;
}

function headersOf({ headers }: Received): Record<string, string> {
  return Object.fromEntries(headers.map(({ name, value }) => [name, String(value)]));
}

/** What does not differ between two runs of the broker. */
function wordsOf(record: Received): Record<string, string> {
  const { ttl: _ttl, 'creation-time': _time, ...words } = headersOf(record);
  return words;
}
