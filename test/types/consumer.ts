import { consumer } from '../../lib/consumption/consumer.ts';
import type { ConsumedEvent } from '../../lib/consumption/consumed-event.ts';
import type { DeadLetterReason } from '../../lib/consumption/dead-letter-sink.ts';
import type { DeviceStateChange } from '../../lib/consumption/device-state-store.ts';
import type { TenantId } from '../../lib/domain/identifiers.ts';
import type { KafkaBatchResponse } from '../../lib/drivers/event-source/kafka-batch-response.ts';

/** Lines that must not compile, and next to them what must. */
export const application = consumer({
  onData: async ({ payload }) => void payload.json(),
  onConnectionEvent: ({ connection }) => void connection.remoteId,
  // @ts-expect-error -- a notification has no payload
  onEmptyNotification: ({ payload }) => void payload,
  // @ts-expect-error -- only a connection event has a connection
  onProvisioning: ({ connection }) => void connection,
});

// @ts-expect-error -- there are no other kinds of events
consumer({ onCommand: () => undefined });

export function read(event: ConsumedEvent): void {
  // @ts-expect-error -- an event may not say when it was created
  void (event.createdAtMs + 1);
  // @ts-expect-error -- which kind it is has to be asked first
  void event.payload;
  // @ts-expect-error -- what was received is not changed
  event.tenant = 'other' as TenantId;
  // @ts-expect-error -- JSON of a device may be anything
  if (event.kind === 'data') void event.payload.json().temp;
}

export const reason: DeadLetterReason = {
  // @ts-expect-error -- only codes of the catalogue
  code: 'BROKEN',
  message: '',
  attempts: 1,
  atMs: 0,
};

// @ts-expect-error -- nothing to report is an empty list: nothing at all would mean success
export const nothing: KafkaBatchResponse = undefined;

export const flat: KafkaBatchResponse = {
  // @ts-expect-error -- the identifier is an object: a text would repeat the whole batch
  batchItemFailures: [{ itemIdentifier: 'hono.event.acme-0-7' }],
};

export function change(made: DeviceStateChange): void {
  // @ts-expect-error -- only an event reports reachability
  void made.reachability;
}
