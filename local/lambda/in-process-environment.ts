import { randomUUID } from 'node:crypto';
import { type LambdaContext, toContext } from './context.ts';
import { type Environment, type EnvironmentOptions, InitError } from './environment.ts';
import { loadHandler, type Handler } from './load-handler.ts';
import { type Outcome, timeOutPayload, toErrorPayload } from './outcome.ts';
import { runtimeVariables } from './runtime-variables.ts';

/**
 * Runs a function in this process, any number of requests at a time: nothing is isolated, so its variables must be in
 * `process.env` already, a request that times out goes on unheard, and events and results are passed as they are.
 *
 * @throws {InitError}
 */
export async function startInProcessEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const handler = await load(options);
  const timeoutMs = options.function.timeoutSeconds * 1000;
  const context = toContext(runtimeVariables(options), '', 0);
  return {
    ended: new Promise(() => {}),
    usable: () => true,
    invoke: (event) => {
      const deadlineMs = Date.now() + timeoutMs;
      return withinTimeout(
        handler,
        event,
        {
          ...context,
          awsRequestId: randomUUID(),
          getRemainingTimeInMillis: () => deadlineMs - Date.now(),
        },
        timeoutMs,
      );
    },
    stop: async () => {},
  };
}

async function load({ taskRoot, function: model }: EnvironmentOptions): Promise<Handler> {
  try {
    return await loadHandler(taskRoot, model.handler);
  } catch (thrown) {
    throw new InitError(model.name, { kind: 'failed', payload: toErrorPayload(thrown) });
  }
}

function withinTimeout(
  handler: Handler,
  event: unknown,
  context: LambdaContext,
  timeoutMs: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ kind: 'failed', payload: timeOutPayload(context.awsRequestId, timeoutMs / 1000) });
    }, timeoutMs);
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    run(handler, event, context).then(
      (payload) => settle({ kind: 'returned', payload: payload ?? null }),
      (thrown: unknown) => settle({ kind: 'failed', payload: toErrorPayload(thrown) }),
    );
  });
}

async function run(handler: Handler, event: unknown, context: LambdaContext): Promise<unknown> {
  return handler(event, context);
}
