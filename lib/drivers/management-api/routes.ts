import { ServiceError } from '../../domain/errors.ts';
import type { Registry } from '../../registry/management.ts';
import type { Answer } from './answers.ts';
import { getCredentials, putCredentials } from './credentials-routes.ts';
import {
  deleteDeviceRoute,
  deleteDevicesRoute,
  getDevice,
  getDevices,
  postDevice,
  putDevice,
} from './device-routes.ts';
import type { ManagementRequest } from './request.ts';
import {
  deleteTenantRoute,
  getTenant,
  getTenants,
  postTenant,
  putTenant,
} from './tenant-routes.ts';

/** @param ids the path's segments behind the name of the resource. */
export type Operation = (
  registry: Registry,
  request: ManagementRequest,
  ids: readonly string[],
) => Promise<Answer>;

export type Route = {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly allowedByCors: readonly string[];
};

const ALL = ['POST', 'GET', 'PUT', 'DELETE'];
/** Hono's own preflight of a collection allows no more. */
const OF_COLLECTION = ['POST'];

/**
 * By name and number of identifiers. What names a tenant is its operators' too, unless it is for administrators only; the
 * list of tenants shows operators their own.
 *
 * @see Hono, Device Registry Management API
 */
export const routes: Readonly<Record<string, Route>> = {
  'v1/tenants': {
    operations: { POST: administrators(postTenant), GET: getTenants },
    allowedByCors: OF_COLLECTION,
  },
  'v1/tenants/*': {
    operations: {
      POST: administrators(postTenant),
      GET: getTenant,
      PUT: putTenant,
      DELETE: administrators(deleteTenantRoute),
    },
    allowedByCors: ALL,
  },
  'v1/devices/*': {
    operations: { POST: postDevice, GET: getDevices, DELETE: deleteDevicesRoute },
    allowedByCors: OF_COLLECTION,
  },
  'v1/devices/*/*': {
    operations: { POST: postDevice, GET: getDevice, PUT: putDevice, DELETE: deleteDeviceRoute },
    allowedByCors: ALL,
  },
  'v1/credentials/*/*': {
    operations: { GET: getCredentials, PUT: putCredentials },
    allowedByCors: ['GET', 'PUT'],
  },
};

function administrators(operation: Operation): Operation {
  return async (registry, request, ids) => {
    if (registry.principal.role === 'admin') return operation(registry, request, ids);
    throw new ServiceError('NOT_AUTHORIZED', 'only an administrator may do this');
  };
}

export function findRoute(path: readonly string[]): Route | undefined {
  const pattern = patternOf(path);
  return Object.hasOwn(routes, pattern) ? routes[pattern] : undefined;
}

function patternOf([version, name, ...ids]: readonly string[]): string {
  return [version, name, ...ids.map(() => '*')].join('/');
}

/** @returns the path with names in the place of identifiers; undefined for one that no resource has */
export function pathTemplateOf(path: string): string | undefined {
  const pattern = patternOf(path.split('/').filter((segment) => segment !== ''));
  if (!Object.hasOwn(routes, pattern)) return undefined;
  return `/${pattern}`.replace('*', '{tenantId}').replace('*', '{deviceId}');
}
