import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 20;
/** Many times what anything takes that is waited for, because the machine may have much else to do. */
const LIMIT_MS = 240_000;

/**
 * Waits for a condition. It does not hold yet while asking fails with a retriable error.
 *
 * @throws {Error} it does not hold in time; the message has the condition.
 */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await untilAnswered(async () => (await condition()) || undefined, condition);
}

/**
 * Asks until there is an answer: neither `undefined` nor an error that says of itself to be `retriable`, as Kafka's do when a
 * broker has just started.
 *
 * @throws {Error} there is none in time.
 */
export async function untilAnswered<T>(
  ask: () => Promise<T | undefined>,
  shown: () => unknown = ask,
): Promise<T> {
  const deadlineMs = performance.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask().catch(noneIfRetriable);
    if (answer !== undefined) return answer;
    if (performance.now() > deadlineMs) {
      throw new Error(`still not so after ${LIMIT_MS / 1000} s: ${String(shown)}`);
    }
    await pause(EVERY_MS);
  }
}

function noneIfRetriable(failure: unknown): undefined {
  if (!isRetriable(failure)) throw failure;
}

function isRetriable(failure: unknown): boolean {
  return failure instanceof Error && 'retriable' in failure && failure.retriable === true;
}
