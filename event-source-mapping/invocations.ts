import type { Clock } from './clock.ts';
import type { Invoke } from './dispatch-rules.ts';
import type { KafkaEvent } from './event.ts';
import type { InvocationFailure, InvocationResult } from './redelivery.ts';

/** The invocations in flight. */
export type Invocations = {
  /** Never rejects. @returns undefined when the invocation was abandoned. */
  readonly run: (event: KafkaEvent) => Promise<InvocationResult | InvocationFailure | undefined>;
  /** Resolves when all have ended; those that have not after `graceMs` are aborted and abandoned. */
  readonly finish: (graceMs: number) => Promise<void>;
};

export function createInvocations(invoke: Invoke, clock: Clock): Invocations {
  const running = new Set<AbortController>();
  let onAllEnded: (() => void) | undefined;
  let isAbandoned = false;

  return {
    async run(event) {
      const controller = new AbortController();
      running.add(controller);
      const result = await attempt(invoke, event, controller.signal);
      running.delete(controller);
      if (running.size === 0) onAllEnded?.();
      return isAbandoned ? undefined : result;
    },
    async finish(graceMs) {
      if (running.size > 0) {
        await new Promise<void>((resolve) => {
          onAllEnded = resolve;
          clock.after(graceMs, resolve);
        });
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
