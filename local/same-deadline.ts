/** Gives up work that takes too long. @param late what it becomes then */
export type WithinDeadline = <Value>(work: Promise<Value>, late: () => Value) => Promise<Value>;

type Wait = {
  readonly dueAtMs: number;
  /** Undefined once the work has ended, so that nothing of it is held here. */
  giveUp: (() => void) | undefined;
};

/** Waits that have ended and are still listed, beside as many as are under way. */
const MOST_ENDED = 64;

/**
 * Work that may all take the same time, the oldest first, under one timer: one for each, and a race with it, would cost every
 * request 2.5 µs, and hardly any is ever due. The timer keeps the process busy only while something is under way. Not a `Set`:
 * see "Not obvious" in ARCHITECTURE.md.
 */
export function sameDeadline(timeoutMs: number): WithinDeadline {
  let waits: Wait[] = [];
  let underWay = 0;
  let timer: NodeJS.Timeout | undefined;

  function giveUpDue(): void {
    timer = undefined;
    const nowMs = performance.now();
    for (const wait of waits.filter(isUnderWay)) {
      if (wait.dueAtMs > nowMs) {
        timer = setTimeout(giveUpDue, wait.dueAtMs - nowMs);
        return;
      }
      wait.giveUp?.();
      end(wait);
    }
  }

  function begin(giveUp: () => void): Wait {
    const wait = { dueAtMs: performance.now() + timeoutMs, giveUp };
    waits.push(wait);
    underWay += 1;
    timer ??= setTimeout(giveUpDue, timeoutMs);
    timer.ref();
    return wait;
  }

  function end(wait: Wait): void {
    if (!isUnderWay(wait)) return;
    wait.giveUp = undefined;
    underWay -= 1;
    if (underWay === 0) timer?.unref();
    if (waits.length > 2 * underWay + MOST_ENDED) waits = waits.filter(isUnderWay);
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

function isUnderWay({ giveUp }: Wait): boolean {
  return giveUp !== undefined;
}
