import { after } from 'node:test';

/** What comes to an end, and then closes what was opened in it: a test, or a suite. */
export type Scope = { readonly after: (close: () => unknown) => void };

/** The suite in whose body this is called, for what its tests share. The newest is closed first. */
export function suiteScope(): Scope {
  const closings: (() => unknown)[] = [];
  after(async () => {
    for (const close of closings.toReversed()) await close();
  });
  return { after: (close) => void closings.push(close) };
}
