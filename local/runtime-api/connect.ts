import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Channel, heapLimit, variablesOf } from '../lambda/channel.ts';
import { functionArnOf } from '../lambda/context.ts';
import type { EnvironmentOptions } from '../lambda/environment.ts';
import { startRuntimeApi } from './runtime-api.ts';

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.ts');

/**
 * Starts a process as Lambda starts an environment of Node.js 24: in the function's own folder, with the runtime's program, which
 * asks the Runtime API for its work.
 *
 * @param bootstrap the runtime's program; another one than ours may be tried
 */
export async function connectRuntime(
  options: EnvironmentOptions,
  bootstrap = BOOTSTRAP,
): Promise<Channel> {
  const variables = variablesOf(options);
  const api = await startRuntimeApi(functionArnOf(variables));
  const child = spawn(process.execPath, [...heapLimit(options.function), bootstrap], {
    cwd: options.taskRoot,
    // Out of the terminal's reach: Ctrl-C is for the process that started it, and Lambda sends no signals.
    detached: true,
    env: { ...variables, AWS_LAMBDA_RUNTIME_API: api.address },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, send: api.offer, listen: api.listen, close: api.close };
}
