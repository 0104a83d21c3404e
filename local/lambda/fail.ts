import type { EnvironmentOptions } from './environment.ts';
import type { ErrorPayload, Outcome } from './outcome.ts';

/** A failure that the function cannot log itself, because it happens to it from outside. */
export function fail({ function: model, log }: EnvironmentOptions, payload: ErrorPayload): Outcome {
  const { errorMessage: message, ...rest } = payload;
  log({ functionName: model.name, text: JSON.stringify({ level: 'error', message, ...rest }) });
  return { kind: 'failed', payload };
}
