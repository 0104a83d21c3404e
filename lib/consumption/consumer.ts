import type {
  ConnectionEvent,
  ConsumedEvent,
  DataEvent,
  EmptyNotification,
  ProvisioningNotification,
} from './consumed-event.ts';
import type { HandleEvent, Handling } from './handle-event.ts';

/** One function for each kind of event that the application cares about; an event of another kind is done. */
export type EventHandlers = {
  readonly onData?: Handler<DataEvent>;
  readonly onEmptyNotification?: Handler<EmptyNotification>;
  readonly onConnectionEvent?: Handler<ConnectionEvent>;
  readonly onProvisioning?: Handler<ProvisioningNotification>;
};

type Handler<Event extends ConsumedEvent> = (
  event: Event,
  handling: Handling,
) => void | Promise<void>;

export function consumer(handlers: EventHandlers): HandleEvent {
  return (event, handling) => {
    switch (event.kind) {
      case 'data':
        return handlers.onData?.(event, handling);
      case 'empty-notification':
        return handlers.onEmptyNotification?.(event, handling);
      case 'connection':
        return handlers.onConnectionEvent?.(event, handling);
      case 'provisioning':
        return handlers.onProvisioning?.(event, handling);
    }
  };
}
