import type { JsonObject } from '../../../domain/json.ts';
import { list, ref, strict, text } from './json-schema.ts';
import { parameter } from './parameters.ts';
import { response, shown, shownWithVersion } from './responses.ts';

/** What an answer is, by its status; every operation may also meet what `common` says. */
const common = {
  400: response('InvalidRequest'),
  401: response('NotAuthenticated'),
  403: response('NotAuthorized'),
  500: response('Defect'),
  503: response('Unavailable'),
};
const notFound = { 404: response('NotFound') };
const conflict = { 409: response('Conflict') };
const mismatch = { 412: response('VersionMismatch') };
const tooLarge = { 413: response('TooLarge') };
const created = { 201: response('Created') };
const updated = { 204: response('Updated') };
const deleted = { 204: response('Deleted') };

const ifMatch = { parameters: [parameter('ifMatch')] };
const search = ['pageSize', 'pageOffset', 'filterJson', 'sortJson', 'cursor'];
const bodyOf = (name: string, required: boolean) => ({
  requestBody: { required, content: { 'application/json': { schema: ref(name) } } },
});

export const paths: Readonly<Record<string, JsonObject>> = {
  '/tenants': {
    post: operation('createTenant', 'Tenants', 'Creates a tenant with an id of its own', {
      ...bodyOf('TenantRequest', false),
      responses: { ...created, ...conflict, ...tooLarge },
    }),
    get: operation('searchTenants', 'Tenants', 'Searches tenants; an operator sees its own', {
      parameters: search.map(parameter),
      responses: { 200: shown(pageOf('TenantHit')), ...notFound },
    }),
  },
  '/tenants/{tenantId}': {
    parameters: [parameter('tenantId')],
    post: operation('createTenantWithId', 'Tenants', 'Creates a tenant', {
      ...bodyOf('TenantRequest', false),
      responses: { ...created, ...conflict, ...tooLarge },
    }),
    get: operation('getTenant', 'Tenants', 'Shows a tenant', {
      responses: { 200: shownWithVersion(ref('Tenant')), ...notFound },
    }),
    put: operation('updateTenant', 'Tenants', 'Replaces a tenant; operators leave its limits', {
      ...ifMatch,
      ...bodyOf('TenantRequest', true),
      responses: { ...updated, ...notFound, ...conflict, ...mismatch, ...tooLarge },
    }),
    delete: operation('deleteTenant', 'Tenants', 'Deletes a tenant and hides its devices', {
      ...ifMatch,
      responses: { ...deleted, ...notFound, ...mismatch },
    }),
  },
  '/devices/{tenantId}': {
    parameters: [parameter('tenantId')],
    post: operation('createDevice', 'Devices', 'Creates a device with an id of its own', {
      ...bodyOf('DeviceRequest', false),
      responses: { ...created, ...notFound, ...tooLarge },
    }),
    get: operation('searchDevices', 'Devices', 'Searches the devices of a tenant', {
      parameters: [...search, 'isGateway'].map(parameter),
      responses: { 200: shown(pageOf('DeviceHit')), ...notFound },
    }),
    delete: operation('deleteDevicesOfTenant', 'Devices', 'Deletes all devices of a tenant', {
      responses: deleted,
    }),
  },
  '/devices/{tenantId}/{deviceId}': {
    parameters: [parameter('tenantId'), parameter('deviceId')],
    post: operation('createDeviceWithId', 'Devices', 'Creates a device', {
      ...bodyOf('DeviceRequest', false),
      responses: { ...created, ...notFound, ...conflict, ...tooLarge },
    }),
    get: operation('getDevice', 'Devices', 'Shows a device', {
      responses: { 200: shownWithVersion(ref('Device')), ...notFound },
    }),
    put: operation('updateDevice', 'Devices', 'Replaces a device', {
      ...ifMatch,
      ...bodyOf('DeviceRequest', true),
      responses: { ...updated, ...notFound, ...mismatch, ...tooLarge },
    }),
    delete: operation('deleteDevice', 'Devices', 'Deletes a device and its credentials', {
      ...ifMatch,
      responses: { ...deleted, ...notFound, ...mismatch },
    }),
  },
  '/credentials/{tenantId}/{deviceId}': {
    parameters: [parameter('tenantId'), parameter('deviceId')],
    get: operation('getCredentials', 'Credentials', 'Shows the credentials of a device', {
      responses: { 200: shownWithVersion(ref('Credentials')), ...notFound },
    }),
    put: operation('setCredentials', 'Credentials', 'Replaces the credentials of a device', {
      ...ifMatch,
      ...bodyOf('CredentialsRequest', true),
      responses: { ...updated, ...notFound, ...conflict, ...mismatch, ...tooLarge },
    }),
  },
};

type Details = {
  readonly parameters?: readonly JsonObject[];
  readonly requestBody?: JsonObject;
  readonly responses: Readonly<Record<string, JsonObject>>;
};

function operation(
  operationId: string,
  tag: string,
  summary: string,
  details: Details,
): JsonObject {
  return {
    operationId,
    tags: [tag],
    summary,
    ...details,
    responses: { ...common, ...details.responses },
  };
}

/** With `total` when it was searched, with `cursor` when there is more to walk through. */
function pageOf(name: string): JsonObject {
  return strict({ total: { type: 'integer', minimum: 1 }, result: list(ref(name)), cursor: text }, [
    'result',
  ]);
}
