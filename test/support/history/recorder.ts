import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { type Fact, parseFacts, toLine } from './facts.ts';

export type Recorder = (fact: Fact) => void;

/** One line in one write with O_APPEND: processes that share the file neither tear nor overwrite each other's facts. */
export function recordTo(file: string): Recorder {
  return (fact) => appendFileSync(file, toLine(fact));
}

/** @returns no facts when nothing has been recorded yet */
export function readFacts(file: string): Fact[] {
  return existsSync(file) ? parseFacts(readFileSync(file, 'utf8')) : [];
}
