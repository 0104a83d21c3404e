import type { TraceContext } from '../domain/event-record.ts';
import { ServiceError } from '../domain/errors.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { Registration } from '../domain/registration.ts';
import type { CertifiedDevice } from '../domain/trust-anchor.ts';
import {
  type Announcer,
  announceProvisioning,
  CLAIM_MS,
  tellProvisioning,
} from './announce-provisioning.ts';
import { auditEntry } from './audit.ts';
import { assertWithinLimit, assertWritable } from './credentials-bounds.ts';
import { existingTenant } from './existing-tenant.ts';
import { certifiedDevice, edgeDevice, type Newcomer } from './newcomer.ts';
import { credentialsChanged, deviceChanged } from './notifications.ts';
import type { OutboxEntry } from './outbox.ts';
import { provisioningNotification } from './provisioning-notification.ts';
import { maxDevicesOf } from './registration-limit.ts';
import type { DeviceCreation, RegistryStore, StoredTenant } from './registry-store.ts';
import { toTenant } from './southbound.ts';

export type Provisioner = Announcer & {
  readonly store: Pick<RegistryStore, 'findTenant'>;
};

/** Devices that gateways bring along, and devices whose certificate introduces them. @see Hono, "Device Provisioning" */
export function deviceProvisioning(provisioner: Provisioner) {
  const { clock, newId } = provisioner;
  return {
    provisionEdgeDevice: (
      tenant: TenantId,
      device: DeviceId,
      gateway: Registration,
      trace: TraceContext,
    ) => unlessKnown(provision(provisioner, tenant, edgeDevice(device, gateway), trace)),
    provisionCertified: (tenant: TenantId, certified: CertifiedDevice, trace: TraceContext) => {
      const newcomer = certifiedDevice(certified, clock(), newId);
      return unlessKnown(provision(provisioner, tenant, newcomer, trace));
    },
    announce: (tenant: TenantId, id: string) => announceProvisioning({ tenant, id }, provisioner),
  };
}

/** Somebody else was quicker, and tells the tenant's applications. */
async function unlessKnown(provisioning: Promise<void>): Promise<void> {
  try {
    await provisioning;
  } catch (failure) {
    const isKnown =
      failure instanceof ServiceError &&
      (failure.code === 'DEVICE_EXISTS' || failure.code === 'CREDENTIALS_EXIST');
    if (!isKnown) throw failure;
  }
}

async function provision(
  provisioner: Provisioner,
  tenantId: TenantId,
  newcomer: Newcomer,
  trace: TraceContext,
): Promise<void> {
  const tenant = await existingTenant(provisioner, tenantId);
  assertWritable(newcomer.credentials);
  assertWithinLimit(tenantId, tenant.document, newcomer.credentials);
  const creation = toCreation(provisioner, tenant, newcomer);
  const { device, gateway } = newcomer;
  const owner = toTenant(tenantId, tenant.document);
  const notification = provisioningNotification(owner, device, gateway, trace, creation.atMs);
  const claimedUntilMs = creation.atMs + CLAIM_MS;
  const name = await provisioner.provisioning.provisionDevice(
    tenantId,
    newcomer,
    creation,
    notification,
    claimedUntilMs,
  );
  await tellProvisioning(name, notification, provisioner);
}

function toCreation(
  { clock, newId }: Provisioner,
  { id, document }: StoredTenant,
  newcomer: Newcomer,
): DeviceCreation {
  const [atMs, version, credentialsVersion] = [clock(), newId(), newId()];
  const told = toOutbox(id, newcomer, { atMs, version, credentialsVersion });
  const maxDevices = maxDevicesOf(document);
  return { atMs, version, credentialsVersion, maxDevices, outbox: told };
}

/** As for a device that an operator registers, with the credentials it comes with. */
function toOutbox(
  tenant: TenantId,
  { device, document, credentials, introducer }: Newcomer,
  { atMs, version, credentialsVersion }: Omit<DeviceCreation, 'outbox'>,
): readonly OutboxEntry[] {
  const what = { change: 'CREATE', 'tenant-id': tenant, 'device-id': device } as const;
  const ofDevice = { ...what, resource: 'device', 'version-after': version } as const;
  const registered = [
    deviceChanged('CREATE', tenant, device, document, atMs),
    auditEntry(introducer, ofDevice, atMs),
  ];
  if (credentials.length === 0) return registered;
  const ofThem = { ...what, resource: 'credentials', 'version-after': credentialsVersion } as const;
  return [
    ...registered,
    credentialsChanged(tenant, device, atMs),
    auditEntry(introducer, ofThem, atMs),
  ];
}
