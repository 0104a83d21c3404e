import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { InvocationResult } from '../event-source-mapping/index.ts';
import { functionModel } from '../event-source-mapping/serverless/function-models.ts';
import { at, textOf } from '../event-source-mapping/serverless/reader.ts';
import { type Service, ServiceError } from '../event-source-mapping/serverless/read-service.ts';
import type { FunctionCalls } from './calls.ts';

/** How much later than the function's own time-out an answer is no longer waited for, in milliseconds. */
const ANSWER_MARGIN_MS = 10_000;

/** Functions as they are deployed. */
export function throughLambda(
  { configuration }: Service,
  client: Pick<LambdaClient, 'send'>,
): FunctionCalls {
  return {
    async invoke(name, event, { signal }) {
      const FunctionName = deployedName(configuration, name);
      const waiting = AbortSignal.any([signal, AbortSignal.timeout(waitMs(configuration, name))]);
      try {
        const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
        return toResult(await client.send(command, { abortSignal: waiting }));
      } catch (cause) {
        if (cause instanceof TooManyRequestsException) return { kind: 'throttled' };
        throw cause;
      }
    },
    stop: () => Promise.resolve(),
  };
}

/** Invokes once: the SDK would run a batch anew while it still runs, and the records come again anyway. */
export function invokingClient(): LambdaClient {
  return new LambdaClient({ maxAttempts: 1 });
}

function toResult({
  FunctionError,
  Payload,
}: {
  readonly FunctionError?: string | undefined;
  readonly Payload?: { readonly transformToString: () => string } | undefined;
}): InvocationResult {
  const payload: unknown = JSON.parse(Payload?.transformToString() || 'null');
  return { kind: FunctionError === undefined ? 'success' : 'function-error', payload };
}

function deployedName(configuration: unknown, name: string): string {
  const deployed = textOf(at(configuration, 'functions', name, 'name'));
  if (deployed !== undefined) return deployed;
  throw new ServiceError(`functions.${name}.name must be a text`);
}

function waitMs(configuration: unknown, name: string): number {
  return functionModel(configuration, name).timeoutSeconds * 1000 + ANSWER_MARGIN_MS;
}
