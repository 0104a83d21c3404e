import type { BasicCredentials } from '../domain/basic-credentials.ts';
import { usableSecrets } from '../domain/credentials.ts';
import { isTenantId } from '../domain/identifiers.ts';
import type { Authentication } from './authenticate.ts';
import { badCredentials, requireEnabled, type Uploader } from './uploader.ts';

type PasswordAuthentication = Pick<
  Authentication,
  'registry' | 'secretCheck' | 'guessLimit' | 'now'
>;

/**
 * The tenant's state is checked before the secret. A tenant or auth-id that does not exist costs as much as one that does.
 *
 * @throws {ServiceError} `CREDENTIALS_REJECTED`, `TENANT_DISABLED`, `ADAPTER_DISABLED`, `TOO_MANY_GUESSES`,
 * `TOO_MANY_PASSWORD_CHECKS`, `REGISTRY_UNAVAILABLE`
 */
export async function authenticateByPassword(
  presented: BasicCredentials,
  sourceIp: string,
  { registry, secretCheck, guessLimit, now }: PasswordAuthentication,
): Promise<Uploader> {
  const { tenant, credentials } = isTenantId(presented.tenant)
    ? await registry.findCredentials(presented.tenant, 'hashed-password', presented.authId)
    : {};
  if (tenant) requireEnabled(tenant);
  const guess = guessLimit({ ...presented, sourceIp });
  const secrets = usableSecrets(credentials, now());
  if (!tenant || !credentials || secrets.length === 0) {
    await secretCheck.matchesNothing(presented.password, guess);
    throw badCredentials();
  }
  if (!(await secretCheck.matches(presented, secrets, guess))) throw badCredentials();
  return { tenant, device: credentials.device };
}
