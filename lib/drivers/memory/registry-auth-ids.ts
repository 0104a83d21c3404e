import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import type { Credential } from '../../registry/credentials-document.ts';
import { refusals } from '../../registry/refusals.ts';
import type { Versioned } from '../../registry/registry-store.ts';
import { authIdKey, of, type RegistryState } from './registry-state.ts';

/** Takes the auth-ids of a device that has given up those it had. */
export function keepCredentials(
  state: RegistryState,
  tenant: TenantId,
  device: DeviceId,
  credentials: Versioned<readonly Credential[]>,
): void {
  const authIds = of(state.authIds, tenant);
  for (const one of credentials.document) authIds.set(authIdKey(one.type, one['auth-id']), device);
  of(state.credentials, tenant).set(device, credentials);
}

/** @throws {ServiceError} `CREDENTIALS_EXIST` */
export function assertAuthIdsAreFree(
  { authIds }: RegistryState,
  tenant: TenantId,
  device: DeviceId,
  wanted: readonly Credential[],
): void {
  for (const one of wanted) {
    const owner = authIds.get(tenant)?.get(authIdKey(one.type, one['auth-id']));
    if (owner === undefined || owner === device) continue;
    throw refusals.credentialsExist();
  }
}

export function forgetAuthIds(state: RegistryState, tenant: TenantId, device: DeviceId): void {
  const held = state.credentials.get(tenant)?.get(device)?.document ?? [];
  for (const one of held) of(state.authIds, tenant).delete(authIdKey(one.type, one['auth-id']));
}
