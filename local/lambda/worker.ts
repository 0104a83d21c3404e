import { enableCompileCache, flushCompileCache } from 'node:module';
import { HandlerError, loadHandler, type Handler } from './load-handler.ts';
import { toContext } from './context.ts';
import {
  type ErrorPayload,
  LARGEST_RESPONSE_BYTES,
  responseTooLarge,
  toErrorPayload,
} from './outcome.ts';
import type { Reply, Request } from './protocol.ts';

/** The runtime inside an environment's process: loads the handler, then answers one message per request. */

process.on('uncaughtException', (thrown) => end(toErrorPayload(thrown)));
process.on('unhandledRejection', (reason) => {
  end(
    toErrorPayload(
      new HandlerError('UnhandledPromiseRejection', String(reason), { cause: reason }),
    ),
  );
});
process.once('disconnect', () => process.exit());

const [compileCache] = process.argv.slice(2);
enableCompileCache(compileCache);
const { LAMBDA_TASK_ROOT: taskRoot = '', _HANDLER: handlerName = '' } = process.env;

try {
  const handler = await loadHandler(taskRoot, handlerName);
  // An environment ends without a word.
  flushCompileCache();
  process.on('message', (request: Request) => void answer(handler, request));
  reply({ kind: 'ready' });
} catch (thrown) {
  end(toErrorPayload(thrown));
}

async function answer(handler: Handler, { requestId, event, deadlineMs }: Request): Promise<void> {
  try {
    const result = await handler(JSON.parse(event), toContext(process.env, requestId, deadlineMs));
    const payload = JSON.stringify(result) ?? 'null';
    if (Buffer.byteLength(payload) > LARGEST_RESPONSE_BYTES) fail(requestId, responseTooLarge());
    else reply({ kind: 'returned', requestId, payload });
  } catch (thrown) {
    fail(requestId, toErrorPayload(thrown));
  }
}

function fail(requestId: string, error: ErrorPayload): void {
  tell('Invoke Error', error, requestId);
  reply({ kind: 'failed', requestId, error });
}

function end(error: ErrorPayload): void {
  tell('Runtime Error', error);
  process.send?.({ kind: 'fatal', error } satisfies Reply, () => process.exit(1));
}

function tell(message: string, error: ErrorPayload, requestId?: string): void {
  console.error(JSON.stringify({ level: 'error', message, requestId, ...error }));
}

function reply(message: Reply): void {
  process.send?.(message);
}
