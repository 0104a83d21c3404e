import { ServiceError } from '../../domain/errors.ts';
import { mayUseTenant, type Principal } from '../../domain/principal.ts';
import type { RegistryParts } from '../../registry/management.ts';
import type { Access } from './access.ts';
import { type Answer, methodNotAllowed } from './answers.ts';
import { assertOrigin, isPreflight, preflight } from './cors.ts';
import { asksForDescription, describeApi } from './describe-api.ts';
import { type ManagementRequest, parseRequest } from './request.ts';
import { findRoute, type Operation, type Route } from './routes.ts';

/** Hono's documented default of `maxPayloadSize`. */
const MAX_BODY_BYTES = 16_000;

/**
 * Hono's Device Registry Management API.
 *
 * @throws {ServiceError} what the middleware `answerFailures` answers
 */
export function managementApi(
  registry: RegistryParts,
  access: Access,
  maxBodyBytes: number = MAX_BODY_BYTES,
): (event: unknown) => Promise<Answer> {
  return async (event) => {
    const request = parseRequest(event, maxBodyBytes);
    assertOrigin(request.headers['origin']);
    if (request.method === 'OPTIONS') return answerOptions(request);
    if (asksForDescription(request)) return describeApi(request);
    const principal = await access(request.headers['authorization'], request.iamArn);
    const route = existingRoute(request);
    const operation = operationOf(route, request);
    if (!operation) return methodNotAllowed(Object.keys(route.operations));
    const ids = request.path.slice(2);
    assertMayUse(principal, ids);
    return operation({ ...registry, principal }, request, ids);
  };
}

/** Before access is looked at: a browser sends no credentials along, and what paths know is public. */
function answerOptions(request: ManagementRequest): Answer {
  const route = existingRoute(request);
  return isPreflight(request) ? preflight(route) : methodNotAllowed(Object.keys(route.operations));
}

function existingRoute({ path }: ManagementRequest): Route {
  const route = findRoute(path);
  if (!route) throw new ServiceError('RESOURCE_NOT_FOUND', 'resource not found');
  return route;
}

function operationOf({ operations }: Route, { method }: ManagementRequest): Operation | undefined {
  return Object.hasOwn(operations, method) ? operations[method] : undefined;
}

/**
 * The first identifier of every path is a tenant's.
 *
 * @throws {ServiceError} `NOT_AUTHORIZED`, whether there is such a tenant or not
 */
function assertMayUse(principal: Principal, [tenant]: readonly string[]): void {
  if (tenant === undefined || mayUseTenant(principal, tenant)) return;
  throw new ServiceError('NOT_AUTHORIZED', 'these credentials are for other tenants');
}
