import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  functionTarget,
  toKafkaEvent,
} from '../../../../lib/drivers/event-source/function-target.ts';
import { parseKafkaEvent } from '../../../../lib/drivers/event-source/parse-kafka-event.ts';
import { received, type ReceivedSpec } from '../../../support/received.ts';

const RECORDS = [
  {
    offset: 1,
    headers: [
      ['__proto__', 'x'],
      ['a', Buffer.from([255, 0])],
      ['a', ''],
    ],
  },
  { offset: 2, key: null, value: null },
  { offset: 3, value: Buffer.alloc(0) },
  { offset: 9, partition: 2 },
] as const satisfies readonly ReceivedSpec[];

describe('a function that events are replayed into', () => {
  test('is handed what an event source mapping would hand it', () => {
    const records = RECORDS.map(received);

    const batches = parseKafkaEvent(JSON.parse(JSON.stringify(toKafkaEvent(records))));

    const read = batches.flatMap((batch) => batch.records);
    assert.deepEqual(read.map(comparable), records.map(comparable));
    assert.deepEqual(
      batches.map(({ name }) => name),
      ['hono.event.acme-0', 'hono.event.acme-2'],
    );
  });

  test('names what has to be delivered again', async () => {
    const records = RECORDS.map(received);
    const itemIdentifier = { partition: 'hono.event.acme-0', offset: 2 };
    const target = functionTarget(async () => ({ batchItemFailures: [{ itemIdentifier }] }));

    assert.deepEqual(await target.deliver(records), [records[1]]);
  });

  for (const answer of [
    null,
    undefined,
    {},
    { batchItemFailures: null },
    { batchItemFailures: [] },
  ]) {
    test(`has settled all when it answers ${JSON.stringify(answer)}`, async () => {
      const target = functionTarget(async () => answer);

      assert.deepEqual(await target.deliver(RECORDS.map(received)), []);
    });
  }

  for (const answer of [
    { batchItemFailures: 'all' },
    { batchItemFailures: [{}] },
    { batchItemFailures: [{ itemIdentifier: { partition: 'hono.event.acme-7', offset: 1 } }] },
    { batchItemFailures: [{ itemIdentifier: { partition: 'hono.event.acme-0', offset: '1' } }] },
  ]) {
    test(`has settled nothing when it answers ${JSON.stringify(answer)}`, async () => {
      const target = functionTarget(async () => answer);

      await assert.rejects(target.deliver(RECORDS.map(received)), { code: 'FUNCTION_NOT_INVOKED' });
    });
  }
});

function comparable({ key, value, headers, ...rest }: ReturnType<typeof received>) {
  const own = headers.map((header) => [header.name, hex(header.value)]);
  return { ...rest, key: hex(key), value: hex(value), headers: own };
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes && Buffer.from(bytes).toString('hex');
}
