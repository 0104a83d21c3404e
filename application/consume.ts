import type { Invoke } from '../event-source-mapping/index.ts';
import { consumeBatch, type Consumption } from '../lib/consumption/consume-batch.ts';
import type { DeadLetterSink } from '../lib/consumption/dead-letter-sink.ts';
import { eventSourceHandler } from '../lib/drivers/event-source/handler.ts';
import { memoryFailureCounter } from '../lib/drivers/memory/failure-counter.ts';
import type { KafkaApplicationOptions } from './options.ts';
import { DEFAULTS } from './settings.ts';
import { turns } from '../lib/consumption/turns.ts';

/** Failures that are remembered in memory; of the oldest the count begins anew. */
const MAX_COUNTED_RECORDS = 10_000;

/** What the engine invokes: the consumer, a bounded number of batches at a time, which begins no record once `stopping` is aborted. */
export function consumeInTurn(
  options: KafkaApplicationOptions,
  deadLetters: DeadLetterSink,
  stopping: AbortSignal,
): Invoke {
  const { batches: atOnce = DEFAULTS.batches, timeoutMs = DEFAULTS.timeoutMs } = options;
  const consumption = toConsumption(options, deadLetters, timeoutMs);
  const { take } = turns(atOnce);
  const handler = eventSourceHandler(async (batches, remainingMs) => {
    const { unsettled } = await consumeBatch(batches, consumption, remainingMs);
    return unsettled;
  }, true);

  return (event) =>
    take(async () => {
      const endMs = Date.now() + timeoutMs;
      const getRemainingTimeInMillis = () => (stopping.aborted ? 0 : endMs - Date.now());
      return { kind: 'success', payload: await handler(event, { getRemainingTimeInMillis }) };
    });
}

function toConsumption(
  options: KafkaApplicationOptions,
  deadLetters: DeadLetterSink,
  timeoutMs: number,
): Consumption {
  return {
    handle: options.handle,
    deadLetters,
    failureCounter: options.failureCounter ?? memoryFailureCounter(MAX_COUNTED_RECORDS),
    retryBound: options.retryBound ?? DEFAULTS.retryBound,
    maxConcurrency: options.concurrency ?? DEFAULTS.concurrency,
    reserveMs: timeoutMs / 10,
    observe: options.observe ?? (() => undefined),
    now: Date.now,
  };
}
