/** Where the engine reads time and waits, so that a test can move both by hand. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Runs the task once, `delayMs` from now. @returns cancels it. */
  readonly after: (delayMs: number, task: () => void) => () => void;
};

export const systemClock: Clock = {
  now: Date.now,
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

export type ManualClock = Clock & {
  /** Moves time forward and runs what falls due, in order, letting promises settle after each. */
  readonly advance: (ms: number) => Promise<void>;
};

export function manualClock(startMs = 0): ManualClock {
  const waiting = new Set<{ readonly dueMs: number; readonly task: () => void }>();
  let nowMs = startMs;

  function nextDue(untilMs: number) {
    const due = [...waiting].filter(({ dueMs }) => dueMs <= untilMs);
    return due.sort((one, other) => one.dueMs - other.dueMs)[0];
  }

  return {
    now: () => nowMs,
    after(delayMs, task) {
      const entry = { dueMs: nowMs + Math.max(0, delayMs), task };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await promisesSettled();
      for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
        waiting.delete(due);
        nowMs = due.dueMs;
        due.task();
        await promisesSettled();
      }
      nowMs = untilMs;
    },
  };
}

function promisesSettled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
