/** What has to end within a time that is the same for all. */
export type CommonDeadline = {
  /** How much of it is under way. */
  readonly size: () => number;
  /** @param giveUp told why, when the time is over before the end */
  readonly begin: (giveUp: GiveUp) => Wait;
  /** @returns false for what had ended before */
  readonly end: (wait: Wait) => boolean;
  /** Whatever is under way, at once. */
  readonly giveUpAll: (reason: Error) => void;
};

export type Wait = {
  /** Milliseconds, as `performance.now` counts them. */
  readonly dueAtMs: number;
  /** Undefined once it has ended, so that nothing of it is held here. */
  giveUp: GiveUp | undefined;
};

/** Has to end the wait. */
type GiveUp = (reason: Error) => void;

/** Waits that have ended and are still listed, beside as many as are under way. */
const MOST_ENDED = 64;

/**
 * The oldest first, under one timer, which keeps the process busy only while something is under way: one timer for each would
 * take 1 µs, and hardly any is ever due. Not a `Set`: see "Not obvious" in ARCHITECTURE.md.
 */
export function commonDeadline(timeoutMs: number): CommonDeadline {
  let waits: Wait[] = [];
  let underWay = 0;
  let timer: NodeJS.Timeout | undefined;

  function giveUpDue(): void {
    timer = undefined;
    const nowMs = performance.now();
    for (const { dueAtMs, giveUp } of waits.filter(isUnderWay)) {
      if (dueAtMs > nowMs) {
        timer = setTimeout(giveUpDue, dueAtMs - nowMs);
        return;
      }
      giveUp?.(new Error(`not settled within ${timeoutMs} ms`));
    }
  }

  return {
    size: () => underWay,
    begin: (giveUp) => {
      const wait = { dueAtMs: performance.now() + timeoutMs, giveUp };
      waits.push(wait);
      underWay += 1;
      timer ??= setTimeout(giveUpDue, timeoutMs);
      timer.ref();
      return wait;
    },
    end: (wait) => {
      if (!isUnderWay(wait)) return false;
      wait.giveUp = undefined;
      underWay -= 1;
      if (underWay === 0) timer?.unref();
      if (waits.length > 2 * underWay + MOST_ENDED) waits = waits.filter(isUnderWay);
      return true;
    },
    giveUpAll: (reason) => {
      clearTimeout(timer);
      timer = undefined;
      for (const { giveUp } of waits.filter(isUnderWay)) giveUp?.(reason);
    },
  };
}

function isUnderWay({ giveUp }: Wait): boolean {
  return giveUp !== undefined;
}
