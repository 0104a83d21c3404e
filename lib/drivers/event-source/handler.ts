import type { PartitionBatch, Unsettled } from '../../consumption/received.ts';
import { ServiceError } from '../../domain/errors.ts';
import { type KafkaBatchResponse, toKafkaBatchResponse } from './kafka-batch-response.ts';
import { parseKafkaEvent } from './parse-kafka-event.ts';

export type Consume = (
  batches: readonly PartitionBatch[],
  remainingMs: () => number,
) => Promise<readonly Unsettled[]>;

/** @throws {ServiceError} `BATCH_UNREADABLE` */
export type ParseEvent = (event: unknown) => readonly PartitionBatch[];

/** What the handler needs of Lambda's context. */
export type Invocation = { readonly getRemainingTimeInMillis: () => number };

export type EventSourceHandler = (
  event: unknown,
  invocation: Invocation,
) => Promise<KafkaBatchResponse>;

/**
 * The handler of a function that an event source mapping invokes.
 *
 * @param takesPartialFailures whether the mapping does: one that does not would take any answer for success, so what is
 *   not settled makes the invocation fail, and the whole batch comes again.
 * @param parse reads the event; that of a Kafka mapping unless said
 * @throws {ServiceError} `BATCH_UNREADABLE`, `BATCH_NOT_SETTLED`
 */
export function eventSourceHandler(
  consume: Consume,
  takesPartialFailures: boolean,
  parse: ParseEvent = parseKafkaEvent,
): EventSourceHandler {
  return async (event, invocation) => {
    const batches = parse(event);
    const unsettled = await consume(batches, () => invocation.getRemainingTimeInMillis());
    if (unsettled.length > 0 && !takesPartialFailures) {
      const message = `${unsettled.length} records have to be delivered again`;
      throw new ServiceError('BATCH_NOT_SETTLED', message);
    }
    return toKafkaBatchResponse(unsettled);
  };
}
