import type { HandlingConfig } from '../../lib/config/handling.ts';
import type { ConsumerSink } from '../../lib/config/consumer-sink.ts';
import { forwardEvents } from '../../lib/consumption/event-forwarder.ts';
import type { HandleEvent } from '../../lib/consumption/handle-event.ts';
import { keepDeviceState } from '../../lib/consumption/keep-device-state.ts';
import { dynamoDbDeviceStateStore } from '../../lib/drivers/dynamodb/device-state-store.ts';
import type { StateTable } from '../../lib/drivers/dynamodb/state-item.ts';

/** What `CONSUMER_SINK` does with events. Only what is chosen is loaded. */
export async function openHandler(
  { sink, maxStatePayloadBytes }: HandlingConfig,
  stateTable: StateTable,
): Promise<HandleEvent> {
  if (sink.kind === 'eventbridge') return forwardEvents(await openEventBus(sink));
  if (sink.kind === 'webhook') return forwardEvents(await openWebhook(sink));
  return keepDeviceState(dynamoDbDeviceStateStore(stateTable), maxStatePayloadBytes);
}

async function openEventBus(bus: Extract<ConsumerSink, { kind: 'eventbridge' }>) {
  const { eventBridgeClient, eventBridgeForwarder } =
    await import('../../lib/drivers/eventbridge/event-forwarder.ts');
  return eventBridgeForwarder({ ...bus, client: eventBridgeClient() });
}

async function openWebhook(webhook: Extract<ConsumerSink, { kind: 'webhook' }>) {
  const { webhookForwarder } = await import('../../lib/drivers/webhook/event-forwarder.ts');
  return webhookForwarder({ ...webhook, now: Date.now });
}
