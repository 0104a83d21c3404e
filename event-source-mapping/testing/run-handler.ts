import type { KafkaEvent } from '../event.ts';
import type { InvocationResult } from '../redelivery.ts';

/** A function under test: what it returns is its answer, what it throws a function error. */
export type Handler = (event: KafkaEvent, options: { readonly signal: AbortSignal }) => unknown;

export async function run(
  handler: Handler,
  event: KafkaEvent,
  options: { readonly signal: AbortSignal },
): Promise<InvocationResult> {
  try {
    return { kind: 'success', payload: await handler(event, options) };
  } catch (thrown) {
    const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { kind: 'function-error', payload: { errorType: name, errorMessage: message } };
  }
}
