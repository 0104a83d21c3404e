import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { methodsOf } from './device-route.ts';
import type { HttpRequest } from './http-request.ts';

/** @returns the answer to a preflight, before any authentication; undefined for every other request. */
export function answerPreflight(
  request: HttpRequest,
): APIGatewayProxyStructuredResultV2 | undefined {
  const { method, headers, path } = request;
  if (method !== 'OPTIONS' || !headers['origin']) return undefined;
  const grant = grantFor(path);
  if (!grant || !headers['access-control-request-method']) return undefined;
  return {
    statusCode: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': grant.methods,
      'access-control-allow-headers': `${grant.header},authorization,content-type`,
    },
  };
}

/** What pages may send. Hono's tests ask for answers to commands as well, which nothing receives yet. */
function grantFor(path: string): { readonly methods: string; readonly header: string } | undefined {
  if (path.startsWith('/command/res/')) return { methods: 'PUT,POST', header: 'hono-cmd-status' };
  const [allowed] = methodsOf(path) ?? [];
  if (allowed === undefined) return undefined;
  const header = path.startsWith('/telemetry') ? 'hono-ttd,QoS-Level' : 'hono-ttd';
  return { methods: allowed, header };
}

/** Pages of any origin may read every answer of a resource, refusals included. @see Hono, HTTP adapter, "CORS" */
export function exposeToPages(
  { headers, path }: Pick<HttpRequest, 'headers' | 'path'>,
  answer: APIGatewayProxyStructuredResultV2,
): APIGatewayProxyStructuredResultV2 {
  if (!headers['origin'] || !methodsOf(path)) return answer;
  if (answer.headers?.['access-control-allow-origin'] !== undefined) return answer;
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'hono-command,hono-cmd-req-id',
    },
  };
}
