import { parseDeviceId, parseTenantId } from '../../domain/identifiers.ts';
import { toShownCredential } from '../../registry/credentials-document.ts';
import { readCredentials, replaceCredentials } from '../../registry/manage-credentials.ts';
import { shown, updated } from './answers.ts';
import { readJson } from './body.ts';
import { parseCredentials } from './credentials-schema.ts';
import { expectedVersion } from './if-match.ts';
import type { Operation } from './routes.ts';

export const getCredentials: Operation = async (registry, _request, [tenant = '', device = '']) => {
  const [tenantId, id] = [parseTenantId(tenant), parseDeviceId(device)];
  const { document, version } = await readCredentials(registry, tenantId, id);
  return shown(document.map(toShownCredential), version);
};

export const putCredentials: Operation = async (registry, request, [tenant = '', device = '']) => {
  const body = readJson(request);
  const [tenantId, id] = [parseTenantId(tenant), parseDeviceId(device)];
  const requested = parseCredentials(body);
  const expected = expectedVersion(request);
  return updated(await replaceCredentials(registry, tenantId, id, requested, expected));
};
