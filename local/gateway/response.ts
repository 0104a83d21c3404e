import type { Outcome } from '../lambda/outcome.ts';

export type GatewayResponse = {
  readonly statusCode: number;
  /** Names and values by turns. */
  readonly headers: readonly string[];
  readonly body: Buffer | string;
};

type Members = Readonly<Record<string, unknown>>;

/** An answer of the gateway's own. */
export function gatewayAnswer(statusCode: number, message: string): GatewayResponse {
  return {
    statusCode,
    headers: ['content-type', 'application/json'],
    body: JSON.stringify({ message }),
  };
}

/**
 * What a client is told of an invocation: the function's answer, and of what went wrong as little as API Gateway tells.
 * That a throttled function is answered with 503 is not documented for HTTP APIs.
 */
export function toResponse(outcome: Outcome): GatewayResponse {
  if (outcome.kind === 'throttled') return gatewayAnswer(503, 'Service Unavailable');
  const answer = outcome.kind === 'returned' ? toAnswer(outcome.payload) : undefined;
  return answer ?? gatewayAnswer(500, 'Internal Server Error');
}

/**
 * Payload format 2.0: an answer is what has a status code; anything else is the body of a 200.
 *
 * @returns undefined for an answer that API Gateway cannot read.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
function toAnswer(payload: unknown): GatewayResponse | undefined {
  if (!isMembers(payload) || payload['statusCode'] === undefined) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { statusCode: 200, headers: ['content-type', 'application/json'], body };
  }
  const statusCode = Number(payload['statusCode']);
  const body = toBytes(payload['body'], payload['isBase64Encoded']);
  const headers = toHeaders(payload, body?.length ?? 0);
  if (!isStatus(statusCode) || body === undefined || headers === undefined) return undefined;
  return { statusCode, headers, body };
}

function isStatus(statusCode: number): boolean {
  return Number.isInteger(statusCode) && statusCode >= 100 && statusCode <= 599;
}

function toBytes(body: unknown, isBase64Encoded: unknown): Buffer | string | undefined {
  if (body === undefined || body === null) return '';
  if (typeof body !== 'string') return undefined;
  return isBase64Encoded === true ? Buffer.from(body, 'base64') : body;
}

/** A body without a content type is plain text. */
function toHeaders(answer: Members, bodyLength: number): string[] | undefined {
  const { headers: given = {}, cookies = [] } = answer;
  if (!isMembers(given) || !Array.isArray(cookies)) return undefined;
  const headers: string[] = [];
  let hasContentType = false;
  for (const [name, value] of Object.entries(given)) {
    if (!isScalar(value)) return undefined;
    const lowerCase = name.toLowerCase();
    if (lowerCase === 'content-length' || lowerCase === 'transfer-encoding') continue;
    hasContentType ||= lowerCase === 'content-type';
    headers.push(lowerCase, String(value));
  }
  if (bodyLength > 0 && !hasContentType) headers.push('content-type', 'text/plain;charset=UTF-8');
  for (const cookie of cookies) headers.push('set-cookie', String(cookie));
  return headers;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
