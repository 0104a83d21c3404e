import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { methodsOf } from './device-route.ts';
import type { HttpRequest } from './http-request.ts';

/** @returns the answer to a preflight, before any authentication; undefined for every other request. */
export function answerPreflight(
  request: HttpRequest,
): APIGatewayProxyStructuredResultV2 | undefined {
  const { method, headers, path } = request;
  if (method !== 'OPTIONS') return undefined;
  const [allowed] = methodsOf(path) ?? [];
  if (allowed === undefined) return undefined;
  if (!headers['origin'] || !headers['access-control-request-method']) return undefined;
  return {
    statusCode: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': allowed,
      'access-control-allow-headers': path.startsWith('/telemetry')
        ? 'hono-ttd,authorization,content-type,QoS-Level'
        : 'hono-ttd,authorization,content-type',
    },
  };
}

/** Pages of any origin may read every answer of a resource, refusals included. @see Hono, HTTP adapter, "CORS" */
export function exposeToPages(
  { headers, path }: Pick<HttpRequest, 'headers' | 'path'>,
  answer: APIGatewayProxyStructuredResultV2,
): APIGatewayProxyStructuredResultV2 {
  if (!headers['origin'] || !methodsOf(path)) return answer;
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'hono-command,hono-cmd-req-id',
    },
  };
}
