import { setTimeout as pause } from 'node:timers/promises';
import { toSentence } from '../failures.ts';
import type { Finding } from './finding.ts';

export type Check = {
  readonly name: string;
  /** What it throws keeps it from being made, and is told as that. */
  readonly run: () => readonly Finding[] | Promise<readonly Finding[]>;
};

export type Checked =
  | { readonly name: string; readonly findings: readonly Finding[] }
  | { readonly name: string; readonly notChecked: string };

/** Makes all checks at the same time. @param timeoutMs for each */
export function makeChecks(checks: readonly Check[], timeoutMs: number): Promise<Checked[]> {
  return Promise.all(checks.map((check) => makeCheck(check, timeoutMs)));
}

async function makeCheck({ name, run }: Check, timeoutMs: number): Promise<Checked> {
  const over = new AbortController();
  try {
    const findings = await Promise.race([run(), givenUp(timeoutMs, over.signal)]);
    return { name, findings };
  } catch (failure) {
    return { name, notChecked: firstLine(toSentence(failure)) };
  } finally {
    over.abort();
  }
}

async function givenUp(timeoutMs: number, over: AbortSignal): Promise<never> {
  await pause(timeoutMs, undefined, { signal: over });
  throw new Error(`it took longer than ${timeoutMs / 1000} s`);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.replace(/^Error: /, '') ?? '';
}
