import * as v from 'valibot';
import { ServiceError } from '../../domain/errors.ts';

/** What the management API reads of an HTTP API event with payload format 2.0. */
export type ManagementRequest = {
  readonly method: string;
  /** The path's segments, percent-decoded, without empty ones and `.` and `..`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Who has signed the request, where API Gateway checks that. */
  readonly iamArn: string | undefined;
  readonly body: Buffer;
  /** What a body may have at most, where one is read. */
  readonly maxBodyBytes: number;
};

const eventSchema = v.object({
  rawPath: v.string(),
  rawQueryString: v.optional(v.string(), ''),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  requestContext: v.object({
    http: v.object({ method: v.string() }),
    authorizer: v.nullish(v.object({ iam: v.nullish(v.object({ userArn: v.string() })) })),
  }),
  body: v.nullish(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
});

/** @see API Gateway, "Working with AWS Lambda proxy integrations for HTTP APIs" */
export function parseEvent(event: unknown): v.InferOutput<typeof eventSchema> {
  return v.parse(eventSchema, event);
}

/** @throws {ServiceError} `INVALID_REQUEST` */
export function parseRequest(event: unknown, maxBodyBytes: number): ManagementRequest {
  const { rawPath, rawQueryString, headers, requestContext, body, isBase64Encoded } =
    parseEvent(event);
  return {
    method: requestContext.http.method,
    path: parsePath(rawPath),
    query: new URLSearchParams(rawQueryString),
    headers,
    iamArn: requestContext.authorizer?.iam?.userArn,
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    maxBodyBytes,
  };
}

/** API Gateway hands the path over decoded, others do not; no identifier holds a `%`, so decoding once more does no harm. */
function parsePath(rawPath: string): string[] {
  const path: string[] = [];
  for (const segment of rawPath.split('/').map(decodeSegment)) {
    if (segment === '..') path.pop();
    else if (segment !== '' && segment !== '.') path.push(segment);
  }
  return path;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new ServiceError('INVALID_REQUEST', 'the path holds a malformed percent-encoding', {
      cause,
    });
  }
}
