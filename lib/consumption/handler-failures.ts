import { ServiceError } from '../domain/errors.ts';

/** What an application throws when no retry will help: the record becomes a dead letter at once, and its device goes on. */
export class PermanentError extends ServiceError {
  /** @param message goes into the dead letter and the log; payloads and secrets stay out of it. */
  constructor(message: string, options?: ErrorOptions) {
    super('RECORD_REJECTED', message, options);
  }
}

/**
 * What an application throws when a later attempt may succeed: the record comes again until its attempts are used up.
 * Whatever else is thrown counts as this; it says so in the code of the application.
 */
export class RetryableError extends ServiceError {
  /** @param message goes into the log and in the end into the dead letter; payloads and secrets stay out of it. */
  constructor(message: string, options?: ErrorOptions) {
    super('PROCESSING_FAILED', message, options);
  }
}

/**
 * What an application throws when nothing is wrong with the record, but this member cannot process it, and another one may. Over
 * AMQP it goes back to the network with all of its device that waits behind it, and does not count as a failure; it may be
 * overtaken by what is on its way. Elsewhere it is a {@link RetryableError} as any other.
 */
export class NotHereError extends RetryableError {}
