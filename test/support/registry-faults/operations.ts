import type { EventRecord } from '../../../lib/domain/event-record.ts';
import type { TenantId } from '../../../lib/domain/identifiers.ts';
import type { DeviceRegistry } from '../../../lib/ingestion/device-registry.ts';
import { deleteAllDevices } from '../../../lib/registry/delete-all-devices.ts';
import { replaceCredentials } from '../../../lib/registry/manage-credentials.ts';
import { createDevice, deleteDevice, updateDevice } from '../../../lib/registry/manage-devices.ts';
import { createTenant, deleteTenant, updateTenant } from '../../../lib/registry/manage-tenants.ts';
import type { Registry } from '../../../lib/registry/management.ts';
import { deviceProvisioning } from '../../../lib/registry/provision-device.ts';
import type { ProvisioningStore } from '../../../lib/registry/provisioning-store.ts';
import type { RegistryStore } from '../../../lib/registry/registry-store.ts';
import { AN_INSTANT_MS, deviceId, trustAnchor } from '../registry-values.ts';

export type Stores = {
  readonly store: RegistryStore;
  readonly provisioning: ProvisioningStore;
  readonly devices: DeviceRegistry;
};

/** The registry as its users have it, on stores that may fail. */
export type Subject = {
  readonly tenant: TenantId;
  readonly registry: Registry;
  readonly provisioning: ReturnType<typeof deviceProvisioning>;
  readonly devices: DeviceRegistry;
  /** Provisioning notifications that are on the topic. */
  readonly published: readonly EventRecord[];
};

export type Operation = {
  /** What is there before. */
  readonly given: (subject: Subject) => Promise<void>;
  readonly act: (subject: Subject) => Promise<unknown>;
};

export const EDGE = deviceId('edge');
export const SENSOR = deviceId('sensor');
const TRACE = { traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01' };
const LIMITS = { 'registration-limits': { 'max-devices': 9, 'max-credentials-per-device': -1 } };
const psk = (authId: string) => ({
  type: 'psk',
  'auth-id': authId,
  secrets: [{ material: { key: 'a2V5' } }],
});

export function subjectOf(
  tenant: TenantId,
  { store, provisioning, devices }: Stores,
  clock: () => number = () => AN_INSTANT_MS,
): Subject {
  const principal = { name: 'test', scheme: 'basic', role: 'admin' } as const;
  const passwords = { hashFunction: 'bcrypt', hash: async () => 'hash' } as const;
  const published: EventRecord[] = [];
  const announcer = {
    provisioning,
    append: async (event: EventRecord) => void published.push(event),
    patienceMs: 0,
    pause: async () => {},
  };
  return {
    tenant,
    registry: { store, passwords, clock, newId, principal },
    provisioning: deviceProvisioning({ ...announcer, store, clock, newId }),
    devices,
    published,
  };
}

const nothing = async () => {};
const newId = () => crypto.randomUUID();

async function tenantAlone({ registry, tenant }: Subject): Promise<void> {
  await createTenant(registry, tenant, { ...claiming(tenant), ...LIMITS });
}

async function tenantWithDevices(subject: Subject): Promise<void> {
  const { registry, tenant } = subject;
  await tenantAlone(subject);
  for (const id of ['sensor', 'gateway', 'other']) {
    await createDevice(registry, tenant, deviceId(id), {});
    await replaceCredentials(registry, tenant, deviceId(id), [psk(`of-${id}`)], {});
  }
}

function claiming(tenant: TenantId, suffix = '') {
  const alias = `${tenant}${suffix}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, '');
  const kept = { ...trustAnchor(`CN=kept,O=${tenant}`), id: 'kept' };
  return { alias, 'trusted-ca': [trustAnchor(`CN=${alias}`), kept] };
}

/** Every operation that writes. */
export const operations: Readonly<Record<string, Operation>> = {
  'creating a tenant': { given: nothing, act: tenantAlone },
  'changing a tenant': {
    given: tenantAlone,
    act: ({ registry, tenant }) =>
      updateTenant(registry, tenant, { ...claiming(tenant, 'b'), ...LIMITS }, {}),
  },
  'lifting the limit of a tenant': {
    given: tenantWithDevices,
    act: ({ registry, tenant }) => updateTenant(registry, tenant, {}, {}),
  },
  'deleting a tenant': {
    given: tenantWithDevices,
    act: ({ registry, tenant }) => deleteTenant(registry, tenant, {}),
  },
  'creating a device': {
    given: tenantWithDevices,
    act: ({ registry, tenant }) => createDevice(registry, tenant, deviceId('new'), {}),
  },
  'creating the first device of a tenant with a limit': {
    given: tenantAlone,
    act: ({ registry, tenant }) => createDevice(registry, tenant, deviceId('new'), {}),
  },
  'changing a device': {
    given: tenantWithDevices,
    act: ({ registry, tenant }) => updateDevice(registry, tenant, SENSOR, { enabled: false }, {}),
  },
  'deleting a device': {
    given: tenantWithDevices,
    act: ({ registry, tenant }) => deleteDevice(registry, tenant, SENSOR, {}),
  },
  'deleting all devices': {
    given: tenantWithDevices,
    act: ({ registry, tenant }) => deleteAllDevices(registry, tenant),
  },
  'replacing credentials': {
    given: tenantWithDevices,
    act: ({ registry, tenant }) =>
      replaceCredentials(registry, tenant, SENSOR, [psk('of-sensor'), psk('second')], {}),
  },
  'removing credentials': {
    given: tenantWithDevices,
    act: ({ registry, tenant }) => replaceCredentials(registry, tenant, SENSOR, [], {}),
  },
  'provisioning a device by its gateway': {
    given: tenantWithDevices,
    act: async (subject) => {
      const { provisioning, tenant, devices } = subject;
      const [gateway] = await devices.findRegistrations(tenant, [deviceId('gateway')]);
      if (gateway) await provisioning.provisionEdgeDevice(tenant, EDGE, gateway, TRACE);
      await announceOwed(subject);
    },
  },
  'provisioning a device by its certificate': {
    given: tenantWithDevices,
    act: async (subject) => {
      const autoProvisioning = { asGateway: true, deviceIdTemplate: '{{subject-cn}}' };
      const certified = { subject: 'CN=edge', authId: 'CN=edge', autoProvisioning };
      await subject.provisioning.provisionCertified(subject.tenant, certified, TRACE);
      await announceOwed(subject);
    },
  },
};

/** As an upload does before its event is stored. */
async function announceOwed({ devices, provisioning, tenant }: Subject): Promise<void> {
  const [edge] = await devices.findRegistrations(tenant, [EDGE]);
  if (edge?.announcement !== undefined) await provisioning.announce(tenant, edge.announcement);
}
