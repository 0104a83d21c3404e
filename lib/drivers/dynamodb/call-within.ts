import { ServiceError } from '../../domain/errors.ts';

export type CallOptions = { readonly abortSignal: AbortSignal; readonly requestTimeout: number };

export type CallLimits = { readonly attemptMs: number; readonly deadlineMs: number };

/** An upload waits for a read and is answered within 3 s; an attempt that hangs leaves time for another. */
export const READ: CallLimits = { attemptMs: 1000, deadlineMs: 2000 };

/** @throws {ServiceError} `REGISTRY_UNAVAILABLE`, also once the time is over */
export async function callWithin<Answer>(
  { attemptMs, deadlineMs }: CallLimits,
  call: (options: CallOptions) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call({
      abortSignal: AbortSignal.timeout(deadlineMs),
      requestTimeout: attemptMs,
    });
  } catch (cause) {
    throw unavailable(cause);
  }
}

export function unavailable(cause: unknown): ServiceError {
  return new ServiceError('REGISTRY_UNAVAILABLE', 'the device registry does not answer', { cause });
}
