import type { OwnKafka } from './own-kafka.ts';
import type { Scope } from './scope.ts';

/** What a broker's outage is to one of the tests that share it. */
export type Outage = {
  /** Resolves once the broker is gone, which is when every test has come so far. */
  readonly begun: () => Promise<void>;
  /** Resolves once it is back, which is when every test has come so far, or has ended. */
  readonly over: () => Promise<void>;
};

/** One outage for so many tests that run at the same time: a broker takes its time to come back. */
export function sharedOutage(tests: number, broker: () => OwnKafka): (t: Scope) => Outage {
  const beginning = meeting(tests, () => broker().kill());
  const ending = meeting(tests, () => broker().start());
  return (t) => {
    const outage = { begun: once(beginning), over: once(ending) };
    t.after(() => {
      void outage.begun();
      void outage.over();
    });
    return outage;
  };
}

/** @returns what each of so many calls; then something happens, and all go on. */
function meeting(count: number, happen: () => Promise<void>): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = count;
  return () => {
    missing -= 1;
    if (missing === 0) resolve(happen());
    return promise;
  };
}

function once(arrive: () => Promise<void>): () => Promise<void> {
  let arrived: Promise<void> | undefined;
  return () => (arrived ??= arrive());
}
