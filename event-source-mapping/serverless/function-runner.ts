import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { KafkaEvent } from '../event.ts';
import type { InvocationResult } from '../redelivery.ts';
import type { FunctionModel } from './function-models.ts';
import type { Answer, Request, WorkerData } from './worker.ts';

export type FunctionRunner = {
  readonly invoke: (
    event: KafkaEvent,
    options: { readonly signal: AbortSignal },
  ) => Promise<InvocationResult>;
  /** Ends every thread. */
  readonly stop: () => Promise<void>;
};

/**
 * Runs a function in threads with its own environment, one request at a time in each, as Lambda does in processes. A
 * thread whose request takes too long, or is aborted, is ended.
 */
export function runFunction(name: string, folder: string, model: FunctionModel): FunctionRunner {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const dot = model.handler.lastIndexOf('.');
  const workerData: WorkerData = {
    modulePath: join(folder, model.handler.slice(0, dot)),
    exportName: model.handler.slice(dot + 1),
  };

  function take(): Worker {
    const worker = idle.pop();
    if (worker !== undefined) return worker;
    const env = { ...process.env, ...model.environment, AWS_LAMBDA_FUNCTION_NAME: name };
    const fresh = new Worker(new URL('worker.ts', import.meta.url), { workerData, env });
    all.add(fresh);
    fresh.once('exit', () => all.delete(fresh));
    return fresh;
  }

  function requestFor(event: KafkaEvent): Request {
    const deadlineMs = Date.now() + model.timeoutSeconds * 1000;
    return { event, context: { functionName: name, awsRequestId: randomUUID(), deadlineMs } };
  }

  return {
    async invoke(event, { signal }) {
      const worker = take();
      const result = await ask(worker, requestFor(event), model.timeoutSeconds, signal);
      if (result === undefined) await worker.terminate();
      else idle.push(worker);
      return result ?? timedOut(model.timeoutSeconds);
    },
    async stop() {
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

/** @returns undefined when there is no answer in time, and the thread is of no more use. */
function ask(
  worker: Worker,
  request: Request,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<InvocationResult | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<InvocationResult | undefined>();
  const giveUp = () => resolve(undefined);
  const timer = setTimeout(giveUp, timeoutSeconds * 1000);
  const onMessage = (answer: Answer) => resolve(toResult(answer));
  signal.addEventListener('abort', giveUp, { once: true });
  worker.once('message', onMessage);
  worker.once('error', reject);
  worker.once('exit', giveUp);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  worker.postMessage(request);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    worker.off('message', onMessage).off('error', reject).off('exit', giveUp);
  });
}

function toResult({ kind, payload }: Answer): InvocationResult {
  return { kind: kind === 'returned' ? 'success' : 'function-error', payload };
}

function timedOut(seconds: number): InvocationResult {
  const errorMessage = `Task timed out after ${seconds.toFixed(2)} seconds`;
  return { kind: 'function-error', payload: { errorMessage } };
}
