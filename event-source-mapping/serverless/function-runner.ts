import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { InvocationResult } from '../redelivery.ts';
import type { FunctionModel } from './function-models.ts';
import type { Answer, Request, WorkerData } from './worker.ts';

export type FunctionRunner = {
  readonly invoke: (
    event: object,
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

  function requestFor(event: object): Request {
    const deadlineMs = Date.now() + model.timeoutSeconds * 1000;
    return { event, context: { functionName: name, awsRequestId: randomUUID(), deadlineMs } };
  }

  return {
    async invoke(event, { signal }) {
      const worker = take();
      const { result, isReusable } = await ask(worker, requestFor(event), model, signal);
      if (isReusable) idle.push(worker);
      else await worker.terminate();
      return result;
    },
    async stop() {
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

type Ended = { readonly result: InvocationResult; readonly isReusable: boolean };

/** One request of a thread: its answer, or how it ended without one. */
function ask(
  worker: Worker,
  request: Request,
  { timeoutSeconds }: FunctionModel,
  signal: AbortSignal,
): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const fail = (payload: object) =>
    resolve({ result: { kind: 'function-error', payload }, isReusable: false });
  const onMessage = (answer: Answer) => resolve({ result: toResult(answer), isReusable: true });
  const onError = ({ name, message }: Error) => fail({ errorType: name, errorMessage: message });
  const onExit = (code: number) =>
    fail({
      errorType: 'Runtime.ExitError',
      errorMessage: `Runtime exited with error: exit status ${code}`,
    });
  const onLate = () =>
    fail({ errorMessage: `Task timed out after ${timeoutSeconds.toFixed(2)} seconds` });
  const onAbort = () => fail({ errorMessage: 'the mapping no longer waits' });
  const timer = setTimeout(onLate, timeoutSeconds * 1000);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  worker.once('message', onMessage).once('error', onError).once('exit', onExit);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  worker.postMessage(request);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
  });
}

function toResult({ kind, payload }: Answer): InvocationResult {
  return { kind: kind === 'returned' ? 'success' : 'function-error', payload };
}
