/** Gives up work that takes too long. @param late what it becomes then */
export type WithinDeadline = <Value>(work: Promise<Value>, late: () => Value) => Promise<Value>;

type Wait = { readonly dueAtMs: number; readonly giveUp: () => void };

/**
 * Work that may all take the same time, the oldest first, under one timer: one for each, and a race with it, would cost every
 * request 2.5 µs, and hardly any is ever due. The timer keeps the process busy only while something is under way.
 */
export function sameDeadline(timeoutMs: number): WithinDeadline {
  const waits = new Set<Wait>();
  let timer: NodeJS.Timeout | undefined;

  function giveUpDue(): void {
    timer = undefined;
    const nowMs = performance.now();
    for (const wait of waits) {
      if (wait.dueAtMs > nowMs) {
        timer = setTimeout(giveUpDue, wait.dueAtMs - nowMs);
        return;
      }
      waits.delete(wait);
      wait.giveUp();
    }
  }

  function begin(giveUp: () => void): Wait {
    const wait = { dueAtMs: performance.now() + timeoutMs, giveUp };
    waits.add(wait);
    timer ??= setTimeout(giveUpDue, timeoutMs);
    timer.ref();
    return wait;
  }

  function end(wait: Wait): void {
    waits.delete(wait);
    if (waits.size === 0) timer?.unref();
  }

  return (work, late) =>
    new Promise((resolve, reject) => {
      const wait = begin(() => resolve(late()));
      work.then(
        (value) => {
          end(wait);
          return resolve(value);
        },
        (reason: unknown) => {
          end(wait);
          return reject(reason);
        },
      );
    });
}
