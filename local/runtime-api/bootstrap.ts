import { toContext } from '../lambda/context.ts';
import { HandlerError, type Handler, loadHandler } from '../lambda/load-handler.ts';
import { type ErrorPayload, toErrorPayload } from '../lambda/outcome.ts';
import { type Invocation, runtimeClient } from './runtime-client.ts';

/**
 * What the managed runtime of Node.js 24 runs in an environment: it loads the handler, then asks for one invocation after the
 * other. Handlers take no callback, and a stream is not taken for an answer.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */

/** Exit statuses of AWS's own client. */
const UNHANDLED_REJECTION = 128;
const UNCAUGHT_EXCEPTION = 129;
/** Node's own, of a promise that nothing can settle any more. @see https://nodejs.org/docs/latest/api/process.html#exit-codes */
const UNSETTLED = 13;

const {
  AWS_LAMBDA_RUNTIME_API: address = '',
  AWS_LAMBDA_MAX_CONCURRENCY: concurrency = '1',
  LAMBDA_TASK_ROOT: taskRoot = '',
  _HANDLER: handlerName = '',
} = process.env;
const client = runtimeClient(address);

process.on('uncaughtException', (thrown) => void end(toErrorPayload(thrown), UNCAUGHT_EXCEPTION));
process.on('unhandledRejection', (reason) => {
  const thrown = new HandlerError('UnhandledPromiseRejection', String(reason), { cause: reason });
  void end(toErrorPayload(thrown), UNHANDLED_REJECTION);
});
process.once('beforeExit', () => {
  const thrown = new HandlerError(
    'NodeJsExit',
    'a promise was never settled, and nothing is left to run',
  );
  void end(toErrorPayload(thrown), UNSETTLED);
});

try {
  const handler = await loadHandler(taskRoot, handlerName);
  await Promise.all(Array.from({ length: Number(concurrency) }, () => work(handler)));
} catch (thrown) {
  await end(toErrorPayload(thrown), 1);
}

async function work(handler: Handler): Promise<never> {
  for (;;) await answer(handler, await client.next());
}

async function answer(handler: Handler, invocation: Invocation): Promise<void> {
  const { requestId, deadlineMs, event, traceId } = invocation;
  // With several invocations at a time nobody could tell whose it is.
  if (concurrency === '1') process.env['_X_AMZN_TRACE_ID'] = traceId;
  try {
    const context = toContext(process.env, requestId, deadlineMs);
    const result = await handler(JSON.parse(event), context);
    await client.succeed(requestId, JSON.stringify(result) ?? 'null');
  } catch (thrown) {
    const error = toErrorPayload(thrown);
    tell('Invoke Error', error, requestId);
    await client.fail(requestId, error);
  }
}

async function end(error: ErrorPayload, status: number): Promise<void> {
  tell('Runtime Error', error);
  try {
    await client.giveUp(error);
  } finally {
    process.exit(status);
  }
}

function tell(message: string, error: ErrorPayload, requestId?: string): void {
  console.error(JSON.stringify({ level: 'error', message, requestId, ...error }));
}
