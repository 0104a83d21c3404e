import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line of an invocation says beside its own fields; undefined is not known, or not yet. */
export type Correlation = {
  /** The function's name, as it is deployed. */
  readonly function: string | undefined;
  readonly requestId: string | undefined;
  readonly trace_id?: string | undefined;
  readonly tenant?: string | undefined;
  readonly device?: string | undefined;
};

/** What this needs of Lambda's context. */
export type InvocationNames = {
  readonly functionName?: string;
  readonly awsRequestId?: string;
};

/** Requests that run at the same time in one process have one each. */
const correlations = new AsyncLocalStorage<Correlation>();

/** A handler whose log lines, and those of all that it calls, name its invocation. */
export function correlated<Event, Invocation extends InvocationNames, Result>(
  handler: (event: Event, invocation: Invocation) => Result,
): (event: Event, invocation: Invocation) => Result {
  return (event, invocation) => {
    const { functionName, awsRequestId } = invocation;
    const names = { function: functionName, requestId: awsRequestId };
    return correlations.run(names, handler, event, invocation);
  };
}

/** Adds what has become known to the lines that this invocation is still to write. */
export function correlate(known: Omit<Correlation, 'function' | 'requestId'>): void {
  const current = correlations.getStore();
  if (current) Object.assign(current, known);
}

export function correlation(): Correlation | undefined {
  return correlations.getStore();
}
