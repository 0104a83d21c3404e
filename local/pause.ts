/** Settles after the time, or as soon as it is of no use any more. */
export function pause(durationMs: number, ended: AbortSignal): Promise<void> {
  if (ended.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, durationMs);
  const wake = () => {
    clearTimeout(timer);
    resolve();
  };
  ended.addEventListener('abort', wake, { once: true });
  return promise.finally(() => ended.removeEventListener('abort', wake));
}
