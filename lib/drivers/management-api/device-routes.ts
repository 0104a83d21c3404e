import { ServiceError } from '../../domain/errors.ts';
import {
  isTenantId,
  parseDeviceId,
  parseTenantId,
  type TenantId,
} from '../../domain/identifiers.ts';
import { deleteAllDevices } from '../../registry/delete-all-devices.ts';
import {
  createDevice,
  deleteDevice,
  readDevice,
  updateDevice,
} from '../../registry/manage-devices.ts';
import type { StoredDevice } from '../../registry/registry-store.ts';
import { searchDevices, walkDevices } from '../../registry/search-devices.ts';
import { created, deleted, shown, updated } from './answers.ts';
import { readJson } from './body.ts';
import { parseDevice } from './device-schema.ts';
import { expectedVersion } from './if-match.ts';
import type { Operation } from './routes.ts';
import { parseSearchParameters } from './search-parameters.ts';

export const postDevice: Operation = async (registry, request, [tenant = '', device]) => {
  const body = readJson(request, {});
  const tenantId = parseTenantId(tenant);
  const id = device === undefined ? undefined : parseDeviceId(device);
  const result = await createDevice(registry, tenantId, id, parseDevice(body));
  return created(`/v1/devices/${tenantId}/${result.id}`, result.id, result.version);
};

export const getDevice: Operation = async (registry, _request, [tenant = '', device = '']) => {
  const stored = await readDevice(registry, parseTenantId(tenant), parseDeviceId(device));
  return shown({ ...stored.document, status: stored.status }, stored.version);
};

export const putDevice: Operation = async (registry, request, [tenant = '', device = '']) => {
  const body = readJson(request);
  const [tenantId, id] = [parseTenantId(tenant), parseDeviceId(device)];
  const expected = expectedVersion(request);
  return updated(await updateDevice(registry, tenantId, id, parseDevice(body), expected));
};

export const deleteDeviceRoute: Operation = async (
  registry,
  request,
  [tenant = '', device = ''],
) => {
  const [tenantId, id] = [parseTenantId(tenant), parseDeviceId(device)];
  await deleteDevice(registry, tenantId, id, expectedVersion(request));
  return deleted();
};

export const deleteDevicesRoute: Operation = async (registry, _request, [tenant = '']) => {
  await deleteAllDevices(registry, parseTenantId(tenant));
  return deleted();
};

export const getDevices: Operation = async (registry, { query }, [tenant = '']) => {
  const search = parseSearchParameters(query);
  const tenantId = searchedTenant(tenant);
  if (search.cursor === undefined) {
    const { total, result } = await searchDevices(registry, tenantId, search);
    return shown({ total, result: result.map(toHit) });
  }
  const after = search.cursor || undefined;
  const { items, next } = await walkDevices(registry, tenantId, search.pageSize, after);
  return shown({ result: items.map(toHit), cursor: next });
};

/** The one operation of Hono's for which an identifier that cannot exist is an unknown one. */
function searchedTenant(tenant: string): TenantId {
  if (isTenantId(tenant)) return tenant;
  throw new ServiceError('TENANT_NOT_FOUND', 'tenant does not exist');
}

function toHit({ id, document, status }: StoredDevice) {
  return { id, ...document, status };
}
