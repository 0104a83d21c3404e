import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ServiceError } from '../../domain/errors.ts';
import { LimitExceeded } from '../../domain/limit-exceeded.ts';
import type { QuotaState } from '../../domain/quota.ts';
import { methodsOf } from './device-route.ts';
import type { HttpRequest } from './http-request.ts';
import { rateLimitFields } from './rate-limit-fields.ts';

/** @see Hono, HTTP adapter, "Publish an Event": the answer has no body unless a command waits for the device. */
export function accepted(quotas: readonly QuotaState[]): APIGatewayProxyStructuredResultV2 {
  if (quotas.length === 0) return { statusCode: 202 };
  return { statusCode: 202, headers: rateLimitFields(quotas) };
}

/** What is no failure of the catalogue is a defect of ours, and answers without detail. */
export function refused(
  failure: unknown,
  request?: HttpRequest,
): APIGatewayProxyStructuredResultV2 {
  if (!(failure instanceof ServiceError)) return unavailable();
  if (failure instanceof LimitExceeded) return tooMuch(failure);
  switch (failure.code) {
    case 'METHOD_NOT_ALLOWED':
      return { statusCode: 405, headers: { allow: methodsOf(request?.path ?? '')?.join() ?? '' } };
    case 'RESOURCE_NOT_FOUND':
      return notFound(failure);
    case 'CREDENTIALS_MISSING':
      return json(failure.status, failure.message, challenges(request));
    case 'REGISTRY_UNAVAILABLE':
      return json(failure.status, 'not connected');
    case 'EVENT_NOT_STORED':
    case 'TOO_MANY_PASSWORD_CHECKS':
    case 'TOO_MANY_LOOK_UPS':
      return json(failure.status, failure.message, RETRY_SOON);
    default:
      return json(failure.status, failure.message);
  }
}

/** Seconds. @see Hono, HTTP adapter: a device should wait for two seconds before it tries again. */
const RETRY_SOON = { 'retry-after': '2' };

function tooMuch({ status, message, retryAfterSeconds, quotas }: LimitExceeded) {
  return json(status, message, {
    'retry-after': String(retryAfterSeconds),
    ...rateLimitFields(quotas),
  });
}

function unavailable(): APIGatewayProxyStructuredResultV2 {
  return json(503, 'temporarily unavailable', RETRY_SOON);
}

/** Hono answers an address that no resource has with a page, and one that misses a part with the part's name. */
function notFound({ status, message }: ServiceError): APIGatewayProxyStructuredResultV2 {
  if (message !== 'Resource not found') return json(status, message);
  return {
    statusCode: status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<html><body><h1>${message}</h1></body></html>`,
  };
}

/** A script of a page gets no challenge: the browser would answer it with a dialogue. */
function challenges(request: HttpRequest | undefined): Record<string, string> {
  if (request?.headers['x-requested-with'] === 'XMLHttpRequest') return {};
  return { 'www-authenticate': 'Bearer realm="Hono", Basic realm="Hono"' };
}

function json(
  statusCode: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ error }),
  };
}
