import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Channel, Connect } from './channel.ts';
import { type Environment, type EnvironmentOptions, InitError } from './environment.ts';
import { fail } from './fail.ts';
import { type ErrorPayload, exitPayload, type Outcome, timeOutPayload } from './outcome.ts';
import type { Reply } from './protocol.ts';

type Runtime = {
  readonly channel: Channel;
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
export async function startProcessEnvironment(
  connect: Connect,
  options: EnvironmentOptions,
): Promise<Environment> {
  const channel = await connect(options);
  forwardLines(channel.child.stdout, options);
  forwardLines(channel.child.stderr, options);
  const runtime = { channel, options, pending: new Map(), usable: true };
  const ended = untilEnded(runtime);
  await untilReady(runtime);
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

function forwardLines(stream: Readable | null, { function: model, log }: EnvironmentOptions): void {
  if (stream === null) return;
  createInterface(stream).on('line', (text) => log({ functionName: model.name, text }));
}

/** Lambda takes an environment away at once, whatever it is doing. */
function end(runtime: Runtime): void {
  runtime.usable = false;
  runtime.channel.child.kill('SIGKILL');
}

/** Whoever still waits when the process ends is told how it ended. */
async function untilEnded(runtime: Runtime): Promise<void> {
  const { child, close } = runtime.channel;
  child.once('exit', () => (runtime.usable = false));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  close();
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
  const { channel, options } = runtime;
  const limit = setTimeout(() => {
    runtime.lastWords = timeOutPayload(randomUUID(), options.initSeconds);
    end(runtime);
  }, options.initSeconds * 1000);
  return new Promise((resolve, reject) => {
    channel.child.once('close', (code, signal) => {
      clearTimeout(limit);
      const payload = runtime.lastWords ?? exitPayload(randomUUID(), code, signal);
      reject(new InitError(options.function.name, { kind: 'failed', payload }));
    });
    channel.listen((reply) => {
      if (reply.kind === 'ready') resolve();
      clearTimeout(limit);
      receive(runtime, reply);
    });
  });
}

function receive(runtime: Runtime, reply: Reply): void {
  switch (reply.kind) {
    case 'ready':
      return freezeWhenIdle(runtime);
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
  waiting?.(outcome);
}

function freezeWhenIdle({ channel, options, pending }: Runtime): void {
  if (options.freeze && pending.size === 0) channel.child.kill('SIGSTOP');
}

function invoke(runtime: Runtime, event: unknown): Promise<Outcome> {
  const { channel, options, pending } = runtime;
  const { timeoutSeconds } = options.function;
  const requestId = randomUUID();
  const deadlineMs = Date.now() + timeoutSeconds * 1000;
  if (options.freeze && pending.size === 0) channel.child.kill('SIGCONT');
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
    channel.send({ requestId, event: JSON.stringify(event), deadlineMs });
  });
}
