import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 4 * 1024 * 1024;
const TAIL_LINES = 12;
const STACK_FRAME = /^\s+(?:at |\.\.\. \d+ more)/;

/** A log file that keeps at most its newest part and, beside it as `.1`, the part before: 8 MiB in all unless said. */
export type BoundedLog = {
  readonly write: (line: string) => void;
  /** The newest lines without stack frames, for a message that explains a failure. */
  readonly tail: () => string;
  readonly close: () => void;
};

export function openBoundedLog(path: string, maxBytes = MAX_BYTES): BoundedLog {
  mkdirSync(dirname(path), { recursive: true });
  let descriptor = openSync(path, 'a');
  let bytes = statSync(path).size;
  const newest: string[] = [];

  const turn = () => {
    closeSync(descriptor);
    renameSync(path, `${path}.1`);
    descriptor = openSync(path, 'a');
    bytes = 0;
  };

  return {
    write: (line) => {
      if (!STACK_FRAME.test(line)) newest.push(line);
      if (newest.length > TAIL_LINES) newest.shift();
      if (bytes > maxBytes) turn();
      bytes += writeSync(descriptor, `${line}\n`);
    },
    tail: () => newest.join('\n'),
    close: () => closeSync(descriptor),
  };
}
