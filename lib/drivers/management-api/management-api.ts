import { ServiceError } from '../../domain/errors.ts';
import type { Registry } from '../../registry/management.ts';
import type { Access } from './access.ts';
import { type Answer, methodNotAllowed } from './answers.ts';
import { assertOrigin, isPreflight, preflight } from './cors.ts';
import { type ManagementRequest, parseRequest } from './request.ts';
import { findRoute, type Route } from './routes.ts';

/**
 * Hono's Device Registry Management API.
 *
 * @throws {ServiceError} what the middleware `answerFailures` answers
 */
export function managementApi(
  registry: Registry,
  access: Access,
): (event: unknown) => Promise<Answer> {
  return async (event) => {
    const request = parseRequest(event);
    assertOrigin(request.headers['origin']);
    if (request.method !== 'OPTIONS') access(request.headers['authorization']);
    const route = existingRoute(request);
    if (isPreflight(request)) return preflight(route);
    const { method } = request;
    const operation = Object.hasOwn(route.operations, method) && route.operations[method];
    if (!operation) return methodNotAllowed(Object.keys(route.operations));
    return operation(registry, request, request.path.slice(2));
  };
}

function existingRoute({ path }: ManagementRequest): Route {
  const route = findRoute(path);
  if (!route) throw new ServiceError('RESOURCE_NOT_FOUND', 'resource not found');
  return route;
}
