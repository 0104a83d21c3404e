import { join } from 'node:path';
import { keptSecret } from './kept-secret.ts';
import { type ManagementApi, refused } from './management-api.ts';

const TENANTS = { kafka: 'demo', amqp: 'demo-amqp' };
const TENANT_DOCUMENTS = { kafka: {}, amqp: { ext: { 'messaging-type': 'amqp' } } };
const DEVICE = 'sensor-1';

const CREATED_OR_THERE = [201, 409];

/** What a device needs to upload. */
export type Demo = { readonly authId: string; readonly tenant: string; readonly password: string };

/**
 * Registers a device to try things with, through the API that everybody uses. What an earlier start registered stays.
 *
 * @throws {StartFailure} the registry refuses.
 */
export async function registerDemo(
  api: ManagementApi,
  dataDir: string,
  network: keyof typeof TENANTS = 'kafka',
): Promise<Demo> {
  const tenant = TENANTS[network];
  const { secret: password, isNew } = await keptSecret(join(dataDir, `${tenant}-password`));
  await api.call('POST', `/tenants/${tenant}`, TENANT_DOCUMENTS[network], CREATED_OR_THERE);
  await api.call('POST', `/devices/${tenant}/${DEVICE}`, {}, CREATED_OR_THERE);
  const path = `/credentials/${tenant}/${DEVICE}`;
  if (isNew || !(await hasCredentials(api, path))) {
    const secrets = [{ 'pwd-plain': password }];
    const credentials = [{ type: 'hashed-password', 'auth-id': DEVICE, secrets }];
    await api.call('PUT', path, credentials, [204]);
  }
  return { authId: DEVICE, tenant, password };
}

async function hasCredentials(api: ManagementApi, path: string): Promise<boolean> {
  const answer = await api.call('GET', path, undefined, [200, 404]);
  if (answer.status === 404) return false;
  const credentials: unknown = await answer.json();
  if (!Array.isArray(credentials)) throw refused('GET', path, answer);
  return credentials.length > 0;
}
