import { PROVISIONING_NOTIFICATION } from '../domain/event-kinds.ts';
import type { EventRecord, TraceContext } from '../domain/event-record.ts';
import { ServiceError } from '../domain/errors.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { Registration } from '../domain/registration.ts';
import type { Tenant } from '../domain/tenant.ts';
import { addedProperties, timeToLiveMs } from '../domain/upload-parameters.ts';
import {
  type Announcer,
  announceProvisioning,
  CLAIM_MS,
  tellProvisioning,
} from './announce-provisioning.ts';
import { assertRoomForDevice } from './registration-limit.ts';
import type { DeviceDocument } from './device-document.ts';
import { existingTenant } from './existing-tenant.ts';
import { deviceChanged } from './notifications.ts';
import type { RegistryStore } from './registry-store.ts';
import { toTenant } from './southbound.ts';

export type Provisioner = Announcer & {
  readonly store: Pick<RegistryStore, 'findTenant' | 'countDevices'>;
};

/** Devices that gateways bring along. @see Hono, Device Registration API, gateway-based auto-provisioning */
export function deviceProvisioning(provisioner: Provisioner) {
  return {
    provision: async (
      tenant: TenantId,
      device: DeviceId,
      gateway: Registration,
      trace: TraceContext,
    ): Promise<void> => {
      try {
        await provisionDevice(provisioner, tenant, device, gateway, trace);
      } catch (failure) {
        if (!(failure instanceof ServiceError && failure.code === 'DEVICE_EXISTS')) throw failure;
      }
    },
    announce: (tenant: TenantId, id: string) => announceProvisioning({ tenant, id }, provisioner),
  };
}

async function provisionDevice(
  provisioner: Provisioner,
  tenantId: TenantId,
  device: DeviceId,
  gateway: Registration,
  trace: TraceContext,
): Promise<void> {
  const { provisioning, clock, newId } = provisioner;
  const tenant = await existingTenant(provisioner, tenantId);
  await assertRoomForDevice(provisioner, tenant);
  const atMs = clock();
  const document = toDevice(gateway);
  const created = deviceChanged('CREATE', tenantId, device, document, atMs);
  const change = { atMs, version: newId(), credentialsVersion: newId(), outbox: [created] };
  const owner = toTenant(tenantId, tenant.document);
  const notification = toNotification(owner, device, gateway.device, trace, atMs);
  const name = await provisioning.provisionDevice(
    tenantId,
    device,
    document,
    change,
    notification,
    atMs + CLAIM_MS,
  );
  await tellProvisioning(name, notification, provisioner);
}

/** The gateway may act for it, and so may the others of its groups. */
function toDevice({ device, memberOf }: Registration): DeviceDocument {
  return {
    enabled: true,
    via: [device],
    ...(memberOf.length > 0 && { viaGroups: memberOf }),
  };
}

/** @see Hono, Event API for Kafka, "Device Provisioning Notification" */
function toNotification(
  { id, defaults, maxTimeToLiveSeconds }: Tenant,
  device: DeviceId,
  gateway: DeviceId,
  trace: TraceContext,
  createdAtMs: number,
): EventRecord {
  const endpoint = { kind: 'event' } as const;
  const ttl = timeToLiveMs(endpoint, undefined, defaults, maxTimeToLiveSeconds);
  return {
    tenant: id,
    endpoint,
    device,
    payload: { kind: 'empty', contentType: PROVISIONING_NOTIFICATION },
    createdAtMs,
    ...(ttl !== undefined && { timeToLiveMs: ttl }),
    origin: { adapter: 'hono-device-registry', address: 'event' },
    trace,
    provisioning: { gateway },
    defaults: addedProperties(defaults, endpoint),
  };
}
