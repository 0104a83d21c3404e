import { randomUUID } from 'node:crypto';
import { type LambdaContext, toContext } from './context.ts';
import { type Environment, type EnvironmentOptions, InitError } from './environment.ts';
import { loadHandler, type Handler } from './load-handler.ts';
import { fail } from './fail.ts';
import { type Outcome, timeOutPayload, toErrorPayload } from './outcome.ts';
import { sameDeadline } from '../same-deadline.ts';
import { runtimeVariables } from './runtime-variables.ts';

/**
 * Runs a function in this process, any number of requests at a time: nothing is isolated, so its variables must be in
 * `process.env` already, a request that times out goes on unheard, and events and results are passed as they are.
 *
 * @throws {InitError}
 */
export async function startInProcessEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const handler = await load(options);
  const { timeoutSeconds } = options.function;
  const timeoutMs = timeoutSeconds * 1000;
  const within = sameDeadline(timeoutMs);
  const shared = toContext(runtimeVariables(options), '', 0);
  return {
    ended: new Promise(() => {}),
    usable: () => true,
    invoke: (event) => {
      const deadlineMs = Date.now() + timeoutMs;
      const awsRequestId = randomUUID();
      const context = {
        ...shared,
        awsRequestId,
        getRemainingTimeInMillis: () => deadlineMs - Date.now(),
      };
      return within(run(handler, event, context, options), () =>
        fail(options, timeOutPayload(awsRequestId, timeoutSeconds)),
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
