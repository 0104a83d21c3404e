import type { ForwardedEvent } from './forwarded-event.ts';
import { toForwardedEvent } from './forwarded-event.ts';
import type { HandleEvent } from './handle-event.ts';

/** Hands events on to somebody outside Kafka. */
export type EventForwarder = {
  /**
   * Resolves once the receiver has taken the event. May hand on an event more than once; its id says so.
   *
   * @throws {ServiceError} `EVENT_NOT_FORWARDED`: it may be tried again; `RECORD_REJECTED`: no retry helps.
   */
  readonly forward: (event: ForwardedEvent, signal: AbortSignal) => Promise<void>;
};

export function forwardEvents({ forward }: EventForwarder): HandleEvent {
  return (event, { signal }) => forward(toForwardedEvent(event), signal);
}
