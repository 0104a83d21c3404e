import { ServiceError } from '../../domain/errors.ts';
import type { Answer } from './answers.ts';
import type { ManagementRequest } from './request.ts';
import type { Route } from './routes.ts';

const ALLOWED_HEADERS = 'content-type,authorization,if-match';

/** @param request one with the method OPTIONS. */
export function isPreflight({ headers }: ManagementRequest): boolean {
  return headers['origin'] !== undefined && headers['access-control-request-method'] !== undefined;
}

/** The same for every origin and requested method: the browser compares. @see Hono, `createDefaultCorsHandler` */
export function preflight({ allowedByCors }: Route): Answer {
  return {
    statusCode: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': allowedByCors.join(','),
      'access-control-allow-headers': ALLOWED_HEADERS,
    },
  };
}

/** @throws {ServiceError} `NOT_AUTHORIZED` */
export function assertOrigin(origin: string | undefined): void {
  if (origin === undefined || origin === 'null' || URL.canParse(origin)) return;
  throw new ServiceError('NOT_AUTHORIZED', 'the Origin header is no origin');
}

/** Pages of any origin may read the answer and its version: access rests on the Authorization header, never on a cookie. */
export function withCors(answer: Answer, origin: string | undefined): Answer {
  if (origin === undefined || answer.headers['access-control-allow-origin']) return answer;
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'etag',
    },
  };
}
