import { randomUUID } from 'node:crypto';
import { type LambdaContext, toContext } from './context.ts';
import { type Environment, type EnvironmentOptions, InitError } from './environment.ts';
import { loadHandler, type Handler } from './load-handler.ts';
import { fail } from './fail.ts';
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
  const shared = toContext(runtimeVariables(options), '', 0);
  return {
    ended: new Promise(() => {}),
    usable: () => true,
    invoke: (event) => {
      const deadlineMs = Date.now() + timeoutMs;
      const context = {
        ...shared,
        awsRequestId: randomUUID(),
        getRemainingTimeInMillis: () => deadlineMs - Date.now(),
      };
      return withinTimeout(run(handler, event, context, options), context.awsRequestId, options);
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

async function run(
  handler: Handler,
  event: unknown,
  context: LambdaContext,
  options: EnvironmentOptions,
): Promise<Outcome> {
  try {
    return { kind: 'returned', payload: (await handler(event, context)) ?? null };
  } catch (thrown) {
    return fail(options, toErrorPayload(thrown));
  }
}

async function withinTimeout(
  outcome: Promise<Outcome>,
  requestId: string,
  options: EnvironmentOptions,
): Promise<Outcome> {
  const { timeoutSeconds } = options.function;
  const { promise: late, resolve } = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => {
    resolve(fail(options, timeOutPayload(requestId, timeoutSeconds)));
  }, timeoutSeconds * 1000);
  try {
    return await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
}
