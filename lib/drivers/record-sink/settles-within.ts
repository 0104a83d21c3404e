import type { ProduceOutcome } from './producer-session.ts';

/** What takes longer is given up: whether it was stored, nobody knows. */
export function within(
  timeoutMs: number,
  produced: Promise<ProduceOutcome>,
): Promise<ProduceOutcome> {
  const { promise, resolve } = Promise.withResolvers<ProduceOutcome>();
  const timer = setTimeout(() => {
    const cause = new Error(`no acknowledgement within ${timeoutMs} ms`);
    resolve({ kind: 'refused', stored: new Set(), cause });
  }, timeoutMs);
  produced
    .catch((cause: unknown): ProduceOutcome => ({ kind: 'refused', stored: new Set(), cause }))
    .then(resolve, resolve)
    .finally(() => clearTimeout(timer));
  return promise;
}

/** @param work never rejects */
export async function settlesWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, ms, false);
  const settled = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}
