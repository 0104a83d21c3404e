export type Grouping<Task> = {
  /** Which of those that wait go together now; none when all of them have to wait for what is under way. */
  readonly choose: (waiting: readonly Task[]) => readonly Task[];
  /** Settles every task of a group, and never rejects. */
  readonly carryOut: (group: readonly Task[]) => Promise<void>;
};

/** Groups under way at the same time. Whoever comes meanwhile waits, which makes the next groups larger. */
const AT_ONCE = 4;

/** Carries out together what is asked for at the same moment, or while others are under way. */
export function inGroups<Task>({ choose, carryOut }: Grouping<Task>): (task: Task) => void {
  const waiting = new Set<Task>();
  let underWay = 0;
  let isDue = false;

  function begin(): void {
    isDue = false;
    while (underWay < AT_ONCE) {
      const group = choose([...waiting]);
      if (group.length === 0) return;
      for (const task of group) waiting.delete(task);
      underWay += 1;
      void carryOut(group).then(end);
    }
  }

  function end(): void {
    underWay -= 1;
    beginSoon();
  }

  /** Not at once: who goes on after the same answer asks in the same moment. */
  function beginSoon(): void {
    if (isDue) return;
    isDue = true;
    setImmediate(begin);
  }

  return (task) => {
    waiting.add(task);
    beginSoon();
  };
}
