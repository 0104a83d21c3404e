/** What an application imports to say what becomes of an event. */
export type {
  ConnectionEvent,
  ConsumedEvent,
  DataEvent,
  EmptyNotification,
  Position,
  ProvisioningNotification,
} from './consumed-event.ts';
export { consumer, type EventHandlers } from './consumer.ts';
export type { EffectLedger } from './effect-ledger.ts';
export { effectOnce, type EffectOnce, type RunOnce } from './effect-once.ts';
export { forwardEvents, type EventForwarder } from './event-forwarder.ts';
export type { ForwardedEvent } from './forwarded-event.ts';
export type { HandleEvent, Handling } from './handle-event.ts';
export { NotHereError, PermanentError, RetryableError } from './handler-failures.ts';
export { keepDeviceState } from './keep-device-state.ts';
