import { managementApi } from '../../../local/management-api.ts';
import type { FixtureTenant } from './recordings.ts';

/** Registers what the recordings presuppose, through the management API. @param admin `user:password` */
export async function provision(
  url: string,
  admin: string,
  tenants: readonly FixtureTenant[],
): Promise<void> {
  const { call } = managementApi(url, admin);
  for (const { tenant, doc, devices } of tenants) {
    await call('POST', `/tenants/${tenant}`, doc, [201]);
    for (const { device, doc: registration, credentials } of devices) {
      const path = `${tenant}/${encodeURIComponent(device)}`;
      await call('POST', `/devices/${path}`, registration, [201]);
      if (credentials === undefined) continue;
      await call('PUT', `/credentials/${path}`, credentials, [204]);
    }
  }
}
