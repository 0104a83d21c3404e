import { spawn } from 'node:child_process';

/** Many times what any check takes. */
const LONGEST_MINUTES = 20;

/**
 * Runs a command, if need be beside others: what it says is shown in one piece, when it has ended.
 *
 * @returns whether it succeeded; if not, why not is shown too.
 */
export async function run(
  command: string,
  args: readonly string[],
  minutes = LONGEST_MINUTES,
): Promise<boolean> {
  const { output, failure } = await ended(command, args, minutes * 60_000);
  process.stdout.write(output);
  if (failure !== undefined) console.error(failure);
  return failure === undefined;
}

type Ended = { readonly output: Buffer; readonly failure?: string };

function ended(command: string, args: readonly string[], limitMs: number): Promise<Ended> {
  const shown = [command, ...args.slice(0, 2)].join(' ');
  // In a process group of its own, so that whatever it has started ends with it.
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => output.push(part));
  const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  const limit = setTimeout(end, limitMs);
  return new Promise((resolve) => {
    const settle = (failure?: string) => {
      clearTimeout(limit);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
      resolve({ output: Buffer.concat(output), ...(failure !== undefined && { failure }) });
    };
    child.once('error', ({ message }) => settle(`${shown} cannot be run: ${message}`));
    child.once('close', (code, signal) => {
      settle(code === 0 ? undefined : `${shown} failed: ${reason(code, signal, limitMs)}`);
    });
  });
}

function reason(code: number | null, signal: string | null, limitMs: number): string {
  if (signal === null) return `exit code ${code}`;
  return `ended by ${signal}, at the latest after ${limitMs / 60_000} minutes`;
}
