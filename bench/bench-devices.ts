import { createHash } from 'node:crypto';
import { managementApi } from '../local/management-api.ts';
import { basic } from '../test/support/http-events.ts';

const DEVICES = 20;
const TENANT = 'bench';

/** What devices present, by how the registry keeps their secrets. */
export type BenchDevices = Readonly<Record<SecretKind, readonly string[]>>;
export type SecretKind = 'sha-256' | 'bcrypt';

/** Twenty devices of each kind in one tenant; what a plain password becomes is bcrypt at cost 10. */
export async function registerBenchDevices(url: string, admin: string): Promise<BenchDevices> {
  const { call } = managementApi(url, admin);
  await call('POST', `/tenants/${TENANT}`, {}, [201]);
  const register = async (kind: SecretKind): Promise<string[]> => {
    const authorizations: string[] = [];
    for (let number = 0; number < DEVICES; number += 1) {
      const device = `${kind}-${number}`;
      const path = `${TENANT}/${device}`;
      const secrets = [SECRETS[kind]];
      const credentials = [{ type: 'hashed-password', 'auth-id': device, secrets }];
      await call('POST', `/devices/${path}`, {}, [201]);
      await call('PUT', `/credentials/${path}`, credentials, [204]);
      authorizations.push(basic(device, TENANT, PASSWORD));
    }
    return authorizations;
  };
  return { 'sha-256': await register('sha-256'), bcrypt: await register('bcrypt') };
}

const PASSWORD = 'secret-of-a-device';
const SECRETS = {
  'sha-256': {
    'hash-function': 'sha-256',
    'pwd-hash': createHash('sha256').update(PASSWORD).digest('base64'),
  },
  bcrypt: { 'pwd-plain': PASSWORD },
};
