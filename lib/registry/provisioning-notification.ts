import { PROVISIONING_NOTIFICATION } from '../domain/event-kinds.ts';
import type { EventRecord, TraceContext } from '../domain/event-record.ts';
import type { DeviceId } from '../domain/identifiers.ts';
import { messagingNetworkOf } from '../domain/messaging-network.ts';
import type { Tenant } from '../domain/tenant.ts';
import { addedProperties, timeToLiveMs } from '../domain/upload-parameters.ts';

/** @see Hono, Event API for Kafka, "Device Provisioning Notification" */
export function provisioningNotification(
  tenant: Tenant,
  device: DeviceId,
  gateway: DeviceId | undefined,
  trace: TraceContext,
  createdAtMs: number,
): EventRecord {
  const { id, defaults, maxTimeToLiveSeconds } = tenant;
  const endpoint = { kind: 'event' } as const;
  const ttl = timeToLiveMs(endpoint, undefined, defaults, maxTimeToLiveSeconds);
  return {
    tenant: id,
    network: messagingNetworkOf(tenant),
    endpoint,
    device,
    payload: { kind: 'empty', contentType: PROVISIONING_NOTIFICATION },
    createdAtMs,
    ...(ttl !== undefined && { timeToLiveMs: ttl }),
    origin: { adapter: 'hono-device-registry', address: 'event' },
    trace,
    provisioning: gateway === undefined ? {} : { gateway },
    defaults: addedProperties(defaults, endpoint),
  };
}
