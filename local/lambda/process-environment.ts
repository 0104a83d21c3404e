import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { FunctionModel } from '../service-model/model.ts';
import { type Environment, type EnvironmentOptions, InitError } from './environment.ts';
import { fail } from './fail.ts';
import { type ErrorPayload, exitPayload, type Outcome, timeOutPayload } from './outcome.ts';
import type { Reply, Request } from './protocol.ts';
import { runtimeVariables } from './runtime-variables.ts';

const WORKER = join(import.meta.dirname, 'worker.ts');

/** Seconds a module may take to load. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const INIT_LIMIT_SECONDS = 10;

type Runtime = {
  readonly child: ChildProcess;
  readonly options: EnvironmentOptions;
  readonly pending: Map<string, (outcome: Outcome) => void>;
  usable: boolean;
  lastWords?: ErrorPayload;
};

/**
 * Starts an environment in a process of its own, which knows the function's variables and nothing else of ours.
 *
 * @throws {InitError}
 */
export async function startProcessEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const runtime = { child: launch(options), options, pending: new Map(), usable: true };
  const ended = untilEnded(runtime);
  await untilReady(runtime);
  freezeWhenIdle(runtime);
  return {
    ended,
    usable: () => runtime.usable,
    invoke: (event) => invoke(runtime, event),
    stop: async () => {
      end(runtime);
      await ended;
    },
  };
}

function launch(options: EnvironmentOptions): ChildProcess {
  const child = fork(WORKER, [], {
    // Out of the terminal's reach: Ctrl-C is for the process that started it, and Lambda sends no signals.
    detached: true,
    env: { ...runtimeVariables(options), ...options.function.environment },
    execArgv: heapLimit(options.function),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  forwardLines(child.stdout, options);
  forwardLines(child.stderr, options);
  return child;
}

/** The function's memory, unless it has bounds of its own: an argument would count more than its variable. */
function heapLimit({ environment, memoryMb }: FunctionModel): string[] {
  const isBounded = environment['NODE_OPTIONS']?.includes('--max-old-space-size');
  return isBounded ? [] : [`--max-old-space-size=${memoryMb}`];
}

function forwardLines(stream: Readable | null, { function: model, log }: EnvironmentOptions): void {
  if (stream === null) return;
  createInterface(stream).on('line', (text) => log({ functionName: model.name, text }));
}

/** Lambda takes an environment away at once, whatever it is doing. */
function end(runtime: Runtime): void {
  runtime.usable = false;
  runtime.child.kill('SIGKILL');
}

/** Whoever still waits when the process ends is told how it ended. */
async function untilEnded(runtime: Runtime): Promise<void> {
  runtime.child.once('exit', () => (runtime.usable = false));
  const [code, signal] = (await once(runtime.child, 'close')) as [
    number | null,
    NodeJS.Signals | null,
  ];
  for (const [requestId, tell] of runtime.pending) {
    const { lastWords } = runtime;
    tell(
      lastWords === undefined
        ? fail(runtime.options, exitPayload(requestId, code, signal))
        : { kind: 'failed', payload: lastWords },
    );
  }
}

function untilReady(runtime: Runtime): Promise<void> {
  const { child, options } = runtime;
  const limit = setTimeout(() => {
    runtime.lastWords = timeOutPayload(randomUUID(), INIT_LIMIT_SECONDS);
    end(runtime);
  }, INIT_LIMIT_SECONDS * 1000);
  return new Promise((resolve, reject) => {
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      const payload = runtime.lastWords ?? exitPayload(randomUUID(), code, signal);
      reject(new InitError(options.function.name, { kind: 'failed', payload }));
    });
    child.on('message', (reply: Reply) => {
      if (reply.kind === 'ready') resolve();
      clearTimeout(limit);
      receive(runtime, reply);
    });
  });
}

function receive(runtime: Runtime, reply: Reply): void {
  switch (reply.kind) {
    case 'ready':
      return;
    case 'returned':
      return settle(runtime, reply.requestId, {
        kind: 'returned',
        payload: JSON.parse(reply.payload),
      });
    case 'failed':
      return settle(runtime, reply.requestId, { kind: 'failed', payload: reply.error });
    case 'fatal':
      runtime.usable = false;
      runtime.lastWords = reply.error;
  }
}

function settle(runtime: Runtime, requestId: string, outcome: Outcome): void {
  const waiting = runtime.pending.get(requestId);
  runtime.pending.delete(requestId);
  freezeWhenIdle(runtime);
  waiting?.(outcome);
}

function freezeWhenIdle({ child, options, pending }: Runtime): void {
  if (options.freeze && pending.size === 0) child.kill('SIGSTOP');
}

function invoke(runtime: Runtime, event: unknown): Promise<Outcome> {
  const { child, options, pending } = runtime;
  const { timeoutSeconds } = options.function;
  const requestId = randomUUID();
  const deadlineMs = Date.now() + timeoutSeconds * 1000;
  if (options.freeze && pending.size === 0) child.kill('SIGCONT');
  return new Promise((resolve) => {
    // A request that times out takes its environment with it.
    const timer = setTimeout(() => {
      settle(runtime, requestId, fail(options, timeOutPayload(requestId, timeoutSeconds)));
      end(runtime);
    }, timeoutSeconds * 1000);
    pending.set(requestId, (outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    });
    const request: Request = { requestId, event: JSON.stringify(event), deadlineMs };
    child.send(request, () => {
      // Cannot be sent to a process that has just ended: `untilEnded` settles the request.
    });
  });
}
