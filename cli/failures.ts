import { ConfigurationError } from '../lib/config/environment.ts';
import { ServiceError } from '../lib/domain/errors.ts';

/** A command cannot do its work; the message is one sentence for the operator. Exit code 1. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** A command is called in a way that it does not understand; the message says which way it does. Exit code 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** A failure of the catalogue hides its reason from callers of the API, not from the operator. */
export function toSentence(failure: unknown): string {
  if (failure instanceof CommandFailure || failure instanceof ConfigurationError) {
    return failure.message;
  }
  if (failure instanceof ServiceError) {
    const reason = failure.cause instanceof Error ? ` (${failure.cause.message})` : '';
    return `${failure.message}${reason}: ${failure.code}`;
  }
  return failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
}
