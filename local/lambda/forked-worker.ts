import { fork } from 'node:child_process';
import { join } from 'node:path';
import { COMPILE_CACHE } from '../compile-cache.ts';
import { type Channel, heapLimit, variablesOf } from './channel.ts';
import type { EnvironmentOptions } from './environment.ts';
import type { Reply } from './protocol.ts';

const WORKER = join(import.meta.dirname, 'worker.ts');

/** Runs the sources, and talks to them over Node's own channel: half the work of the Runtime API. */
export async function forkWorker(options: EnvironmentOptions): Promise<Channel> {
  const child = fork(WORKER, [COMPILE_CACHE], {
    // Out of the terminal's reach: Ctrl-C is for the process that started it, and Lambda sends no signals.
    detached: true,
    env: variablesOf(options),
    execArgv: heapLimit(options.function),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return {
    child,
    send: (request) => {
      child.send(request, () => {
        // Cannot be sent to a process that has just ended: whoever waits is told how it ended.
      });
    },
    listen: (receive) => {
      child.on('message', (reply: Reply) => {
        receive(reply);
        // Who has answered is ready for more.
        if (reply.kind === 'returned' || reply.kind === 'failed') receive({ kind: 'ready' });
      });
    },
    close: () => {},
  };
}
