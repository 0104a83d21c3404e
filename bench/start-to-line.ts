import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** kafkajs asks for a time-out in the past; each process would say so once. */
const QUIET = '--disable-warning=TimeoutNegativeWarning';

export type Program = {
  /** A JavaScript file that Node runs as it is. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The line of standard output that ends the measurement; the program is ended then. */
  readonly line: string;
};

/**
 * Milliseconds from the start of a process to a line of its output.
 *
 * @throws {Error} when the process ends without the line
 */
export async function timeToLine({ file, environment, line }: Program): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [QUIET, file], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  try {
    for await (const written of createInterface({ input: child.stdout })) {
      if (written === line) return performance.now() - startedMs;
    }
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
  throw new Error(`${file} ended without printing ${JSON.stringify(line)}`);
}
