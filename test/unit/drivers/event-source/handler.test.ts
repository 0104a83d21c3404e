import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Unsettled } from '../../../../lib/consumption/received.ts';
import { ServiceError } from '../../../../lib/domain/errors.ts';
import { eventSourceHandler } from '../../../../lib/drivers/event-source/handler.ts';
import { kafkaEventOf } from '../../../support/kafka-event.ts';

const INVOCATION = { getRemainingTimeInMillis: () => 30_000 };
const UNSETTLED: readonly Unsettled[] = [
  { partition: 'hono.event.acme-0', offset: 5 },
  { partition: 'hono.event.acme-2', offset: 7 },
];

describe('the handler of an event source', () => {
  test('answers with topic-partition and offset of what must come again', async () => {
    const handler = eventSourceHandler(async () => UNSETTLED, true);

    const answer = await handler(kafkaEventOf({}), INVOCATION);

    assert.deepEqual(answer, {
      batchItemFailures: [
        { itemIdentifier: { partition: 'hono.event.acme-0', offset: 5 } },
        { itemIdentifier: { partition: 'hono.event.acme-2', offset: 7 } },
      ],
    });
  });

  for (const takesPartialFailures of [true, false]) {
    test(`answers an empty list when all is settled, partial failures ${takesPartialFailures}`, async () => {
      const handler = eventSourceHandler(async () => [], takesPartialFailures);

      assert.deepEqual(await handler(kafkaEventOf({}), INVOCATION), { batchItemFailures: [] });
    });
  }

  test('fails for the whole batch when the mapping would take a partial answer for success', async () => {
    const handler = eventSourceHandler(async () => UNSETTLED, false);

    await assert.rejects(handler(kafkaEventOf({}), INVOCATION), isFailure('BATCH_NOT_SETTLED'));
  });

  test('fails for the whole batch when it is none', async () => {
    const handler = eventSourceHandler(async () => [], true);

    await assert.rejects(handler({ Records: [] }, INVOCATION), isFailure('BATCH_UNREADABLE'));
  });

  test('hands over the time that the invocation has left', async () => {
    const seen: number[] = [];
    const handler = eventSourceHandler(async (_batches, remainingMs) => {
      seen.push(remainingMs());
      return [];
    }, true);

    await handler(kafkaEventOf({}), INVOCATION);

    assert.deepEqual(seen, [30_000]);
  });
});

function isFailure(code: string) {
  return (failure: unknown) => failure instanceof ServiceError && failure.code === code;
}
