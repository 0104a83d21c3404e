import { ServiceError } from '../../domain/errors.ts';
import type { ManagementRequest } from './request.ts';

/** Hono's JSON parser goes no deeper. */
const MAX_DEPTH = 1000;

/**
 * The JSON value that a request carries.
 *
 * @param emptyBody stands for a body that was not sent; undefined when there has to be one.
 * @throws {ServiceError} `PAYLOAD_TOO_LARGE`, `INVALID_REQUEST`
 */
export function readJson(
  { body, headers, maxBodyBytes }: ManagementRequest,
  emptyBody?: unknown,
): unknown {
  if (body.length > maxBodyBytes) {
    throw new ServiceError('PAYLOAD_TOO_LARGE', `a body has at most ${maxBodyBytes} bytes`);
  }
  if (body.length === 0) {
    if (emptyBody === undefined) throw invalid('the body must not be empty');
    return emptyBody;
  }
  assertJson(headers['content-type']);
  return parseJson(body.toString('utf8'));
}

function assertJson(contentType = ''): void {
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'application/json') return;
  throw invalid(`the content type must be application/json, not ${JSON.stringify(contentType)}`);
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    assertDepth(value);
    return value;
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw invalid('the body is no JSON', cause);
  }
}

/** @throws {ServiceError} `INVALID_REQUEST` */
export function assertDepth(value: unknown): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw invalid(`the body is nested deeper than ${MAX_DEPTH} levels`);
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
}

function invalid(message: string, cause?: unknown): ServiceError {
  return new ServiceError('INVALID_REQUEST', message, { cause });
}
