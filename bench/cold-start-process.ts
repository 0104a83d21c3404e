import { readdir, readFile } from 'node:fs/promises';
import { once } from 'node:events';
import type { EnvironmentOptions } from '../local/lambda/environment.ts';
import type { Reply } from '../local/lambda/protocol.ts';
import { connectRuntime } from '../local/runtime-api/connect.ts';

/** Milliseconds from the start of a process. */
export type ColdStart = {
  /** Until its first answer is there. */
  readonly wallMs: number;
  /** Used by all its threads until then; Linux only. */
  readonly cpuMs: number;
};

const NANOSECONDS_PER_MS = 1e6;

/**
 * Starts an environment with a request that waits for it.
 *
 * @param event JSON
 * @param bootstrap the runtime's program, as JavaScript
 * @throws {Error} when the answer is not 202
 */
export async function coldStart(
  options: EnvironmentOptions,
  event: string,
  bootstrap: string,
): Promise<ColdStart> {
  const startedMs = performance.now();
  const { child, listen, send, close } = await connectRuntime(options, bootstrap);
  const ended = once(child, 'close');
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', options.log);
  try {
    const answered = new Promise<Reply>((resolve) => {
      listen((reply) => {
        if (reply.kind !== 'ready') resolve(reply);
      });
    });
    send({ requestId: 'first', event, deadlineMs: Date.now() + 10_000 });
    const reply = await answered;
    const wallMs = performance.now() - startedMs;
    check(reply);
    return { wallMs, cpuMs: await cpuOfThreadsMs(child.pid ?? 0) };
  } finally {
    child.kill('SIGKILL');
    await ended;
    close();
  }
}

function check(reply: Reply): void {
  if (reply.kind === 'returned' && reply.payload.includes('"statusCode":202')) return;
  throw new Error(`the first answer is not 202: ${JSON.stringify(reply)}`);
}

/** @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat */
async function cpuOfThreadsMs(pid: number): Promise<number> {
  const folder = `/proc/${pid}/task`;
  const threads = await readdir(folder);
  const times = await Promise.all(
    threads.map(async (thread) => {
      const text = await readFile(`${folder}/${thread}/schedstat`, 'utf8');
      return Number(text.split(' ')[0]);
    }),
  );
  return times.reduce((sum, time) => sum + time, 0) / NANOSECONDS_PER_MS;
}
