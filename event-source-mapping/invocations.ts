import type { Clock } from './clock.ts';
import type { Invoke } from './dispatch-rules.ts';
import type { KafkaEvent } from './event.ts';
import type { InvocationFailure, InvocationResult } from './redelivery.ts';

/** A function that does not answer in time has failed. */
export type FunctionTimeout = {
  readonly afterMs: number;
  /** Whether the old invocation is aborted, as Lambda ends its process, or goes on beside the next one. */
  readonly oldInvocation: 'aborted' | 'goes-on';
};

/** The invocations in flight. */
export type Invocations = {
  /** Those that the mapping waits for. */
  readonly count: () => number;
  /** Never rejects. @returns undefined when the invocation was abandoned. */
  readonly run: (event: KafkaEvent) => Promise<InvocationResult | InvocationFailure | undefined>;
  /** Resolves when all have ended; those that have not after `graceMs` are aborted and abandoned. */
  readonly finish: (graceMs: number) => Promise<void>;
};

export function createInvocations(
  invoke: Invoke,
  clock: Clock,
  timeout: FunctionTimeout | undefined,
): Invocations {
  const running = new Set<AbortController>();
  let onAllEnded: (() => void) | undefined;
  let isAbandoned = false;

  return {
    count: () => running.size,
    async run(event) {
      const controller = new AbortController();
      running.add(controller);
      const answer = attempt(invoke, event, controller.signal);
      const result = await (timeout === undefined
        ? answer
        : withinTimeout(answer, timeout, controller, clock));
      running.delete(controller);
      if (running.size === 0) onAllEnded?.();
      return isAbandoned ? undefined : result;
    },
    async finish(graceMs) {
      if (running.size > 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        onAllEnded = resolve;
        const cancel = clock.after(graceMs, resolve);
        await promise;
        cancel();
      }
      isAbandoned = running.size > 0;
      for (const controller of running) controller.abort();
    },
  };
}

async function attempt(
  invoke: Invoke,
  event: KafkaEvent,
  signal: AbortSignal,
): Promise<InvocationResult | InvocationFailure> {
  try {
    return await invoke(event, { signal });
  } catch (cause) {
    return { kind: 'invocation-failed', cause };
  }
}

async function withinTimeout(
  answer: Promise<InvocationResult | InvocationFailure>,
  { afterMs, oldInvocation }: FunctionTimeout,
  controller: AbortController,
  clock: Clock,
): Promise<InvocationResult | InvocationFailure> {
  const late = Promise.withResolvers<InvocationResult>();
  const cancel = clock.after(afterMs, () => {
    if (oldInvocation === 'aborted') controller.abort();
    const errorMessage = `Task timed out after ${(afterMs / 1000).toFixed(2)} seconds`;
    late.resolve({ kind: 'function-error', payload: { errorMessage } });
  });
  const result = await Promise.race([answer, late.promise]);
  cancel();
  return result;
}
