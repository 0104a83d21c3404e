import { createHash, randomUUID } from 'node:crypto';
import { managementApi } from '../../local/management-api.ts';
import type { VirtualDevice } from './devices.ts';
import type { TestCloud } from './local-cloud.ts';

type Wanted = {
  /** How many, with names that nobody else uses; or what they are called. */
  readonly tenants: number | readonly string[];
  readonly devicesPerTenant: number;
  readonly tenantDocument?: object;
};

/** Registers tenants with devices through the management API; their secrets are quick to check. */
export async function registerDevices(
  { url, admin }: Pick<TestCloud, 'url' | 'admin'>,
  { tenants, devicesPerTenant, tenantDocument = {} }: Wanted,
): Promise<VirtualDevice[]> {
  const { call } = managementApi(url, admin);
  const registered: VirtualDevice[] = [];
  for (const tenant of typeof tenants === 'number' ? uniqueTenants(tenants) : tenants) {
    await call('POST', `/tenants/${tenant}`, tenantDocument, [201]);
    const devices = Array.from({ length: devicesPerTenant }, (_, index) => toDevice(tenant, index));
    await Promise.all(
      devices.map(async (device) => {
        const path = `${tenant}/${device.device}`;
        await call('POST', `/devices/${path}`, {}, [201]);
        await call('PUT', `/credentials/${path}`, [credentialsOf(device)], [204]);
      }),
    );
    registered.push(...devices);
  }
  return registered;
}

export function uniqueTenants(count: number): string[] {
  const suffix = randomUUID().slice(0, 8);
  return Array.from({ length: count }, (_, index) => `tenant-${index + 1}-${suffix}`);
}

function toDevice(tenant: string, index: number): VirtualDevice {
  const device = `device-${index + 1}`;
  return { tenant, device, authId: `sensor-${index + 1}`, password: `${tenant}/${device}` };
}

function credentialsOf({ authId, password }: VirtualDevice) {
  const hash = createHash('sha256').update(password).digest('base64');
  const secrets = [{ 'hash-function': 'sha-256', 'pwd-hash': hash }];
  return { type: 'hashed-password', 'auth-id': authId, secrets };
}
