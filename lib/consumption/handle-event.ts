import type { ConsumedEvent } from './consumed-event.ts';

/**
 * What an application does with an event. A `PermanentError` sends the record to the dead letters, as every `ServiceError`
 * does that no retry helps; whatever else is thrown makes it come again.
 */
export type HandleEvent = (event: ConsumedEvent, handling: Handling) => void | Promise<void>;

export type Handling = {
  /** Aborted when the invocation runs out of time: what has not ended by then counts as failed. */
  readonly signal: AbortSignal;
};
