import { type BasicCredentials, parseBasicCredentials } from '../domain/basic-credentials.ts';
import { isUsable } from '../domain/credentials.ts';
import { ServiceError } from '../domain/errors.ts';
import { type DeviceId, isTenantId } from '../domain/identifiers.ts';
import { isAdapterEnabled, type Tenant } from '../domain/tenant.ts';
import { HTTP_ADAPTER } from './adapter.ts';
import type { DeviceRegistry } from './device-registry.ts';
import type { SecretCheck } from './secret-check.ts';

/** Who uploads: a device, or a gateway for others. */
export type Uploader = { readonly tenant: Tenant; readonly device: DeviceId };

/**
 * The tenant's state is checked before the secret; who guesses tenants learns nothing from the answer.
 *
 * @throws {ServiceError} `CREDENTIALS_MISSING`, `MALFORMED_AUTHORIZATION`, `CREDENTIALS_REJECTED`, `TENANT_DISABLED`,
 * `ADAPTER_DISABLED`, `TOO_MANY_PASSWORD_CHECKS`, `REGISTRY_UNAVAILABLE`
 * @see Hono, HTTP adapter, "Device Authentication"
 */
export async function authenticate(
  authorization: string | undefined,
  registry: DeviceRegistry,
  secretCheck: SecretCheck,
  nowMs: number,
): Promise<Uploader> {
  const presented = parseBasicCredentials(authorization);
  if (!isTenantId(presented.tenant)) throw await rejected(presented, secretCheck);
  const { tenant, credentials } = await registry.findHashedPassword(
    presented.tenant,
    presented.authId,
  );
  if (!tenant) throw await rejected(presented, secretCheck);
  requireEnabled(tenant);
  const secrets = credentials?.enabled
    ? credentials.secrets.filter((secret) => isUsable(secret, nowMs))
    : [];
  if (!credentials || secrets.length === 0) throw await rejected(presented, secretCheck);
  if (!(await secretCheck.matches(presented, secrets))) throw badCredentials();
  return { tenant, device: credentials.device };
}

/** @throws {ServiceError} `TENANT_DISABLED`, `ADAPTER_DISABLED` */
export function requireEnabled(tenant: Tenant): void {
  if (!tenant.enabled) {
    throw new ServiceError('TENANT_DISABLED', 'tenant is disabled or not registered');
  }
  if (!isAdapterEnabled(tenant, HTTP_ADAPTER)) {
    throw new ServiceError('ADAPTER_DISABLED', 'adapter is disabled');
  }
}

/** An auth-id that does not exist costs as long as one that does. */
async function rejected(presented: BasicCredentials, check: SecretCheck): Promise<ServiceError> {
  await check.matchesNothing(presented);
  return badCredentials();
}

function badCredentials(): ServiceError {
  return new ServiceError('CREDENTIALS_REJECTED', 'bad credentials');
}
