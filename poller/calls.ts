import type { InvocationResult } from '../event-source-mapping/index.ts';

/** Calls functions of the service by their keys in `serverless.yml`. */
export type FunctionCalls = {
  /** Rejects when the function was not reached. @param options.signal aborted when nobody waits any more. */
  readonly invoke: (
    functionName: string,
    event: object,
    options: { readonly signal: AbortSignal },
  ) => Promise<InvocationResult>;
  /** Ends what still runs. */
  readonly stop: () => Promise<void>;
};
