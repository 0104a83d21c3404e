import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ServiceError } from '../../domain/errors.ts';
import type { Version } from '../../registry/registry-store.ts';

export type Answer = APIGatewayProxyStructuredResultV2 & {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
};

export function created(path: string, id: string, version: Version): Answer {
  const answer = withJson(201, { id });
  return { ...answer, headers: { ...answer.headers, location: path, etag: version } };
}

export function shown(document: unknown, version?: Version): Answer {
  const answer = withJson(200, document);
  if (version === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, etag: version } };
}

export function updated(version: Version): Answer {
  return { statusCode: 204, headers: { etag: version } };
}

export function deleted(): Answer {
  return { statusCode: 204, headers: {} };
}

/** @param allow the methods that the path knows. */
export function methodNotAllowed(allow: readonly string[]): Answer {
  const answer = withJson(405, { error: `the path knows ${allow.join(', ')} only` });
  return { ...answer, headers: { ...answer.headers, allow: allow.join(',') } };
}

/** What is no failure of the catalogue is a defect, and answers without detail. */
export function failed(failure: unknown): Answer {
  if (!(failure instanceof ServiceError)) return withJson(500, { error: 'internal error' });
  const answer = withJson(failure.status, { error: failure.message });
  return { ...answer, headers: { ...answer.headers, ...headersOf(failure) } };
}

function headersOf({ code, status }: ServiceError): Readonly<Record<string, string>> {
  if (code === 'CREDENTIALS_MISSING' || code === 'CREDENTIALS_REJECTED') {
    return { 'www-authenticate': 'Basic realm="Tidegate"' };
  }
  return status === 503 ? { 'retry-after': '2' } : {};
}

function withJson(statusCode: number, body: unknown): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}
