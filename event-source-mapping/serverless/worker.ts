import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is asked, once at a time. */
export type Request = { readonly event: unknown; readonly context: RequestContext };

export type RequestContext = {
  readonly functionName: string;
  readonly awsRequestId: string;
  /** Milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
};

export type Answer =
  | { readonly kind: 'returned'; readonly payload: unknown }
  | { readonly kind: 'threw'; readonly payload: unknown };

export type WorkerData = { readonly modulePath: string; readonly exportName: string };

type Handler = (event: unknown, context: object) => unknown;

/** Bundles first, then sources: Node runs TypeScript as it stands. */
const EXTENSIONS = ['.mjs', '.js', '.cjs', '.ts', '.mts'];

const { modulePath, exportName } = workerData as WorkerData;

async function load(): Promise<Handler> {
  const extension = EXTENSIONS.find((each) => existsSync(modulePath + each));
  if (extension === undefined) throw new Error(`Cannot find module '${modulePath}'`);
  const exports: Readonly<Record<string, unknown>> = await import(
    pathToFileURL(modulePath + extension).href
  );
  const handler = exports[exportName];
  if (typeof handler === 'function') return handler as Handler;
  throw new Error(`${modulePath}.${exportName} is undefined or not exported`);
}

const loading = load();

async function answer({ event, context }: Request): Promise<Answer> {
  try {
    const handler = await loading;
    const { deadlineMs, ...rest } = context;
    const getRemainingTimeInMillis = () => deadlineMs - Date.now();
    const result = (await handler(event, { ...rest, getRemainingTimeInMillis })) ?? null;
    return { kind: 'returned', payload: JSON.parse(JSON.stringify(result)) };
  } catch (thrown) {
    return { kind: 'threw', payload: toErrorPayload(thrown) };
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function toErrorPayload(thrown: unknown): object {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown) };
  const { name, message, stack = '' } = thrown;
  return { errorType: name, errorMessage: message, trace: stack.split('\n') };
}

// Whoever asks is told; until then nobody has to.
loading.catch(() => undefined);
parentPort?.on('message', (request: Request) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  void answer(request).then((told) => parentPort?.postMessage(told));
});
