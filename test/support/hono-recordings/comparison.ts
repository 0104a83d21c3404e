import { type HttpAnswer, valuesOf } from './http-answer.ts';
import type { ComparedRecord } from './recordings.ts';

/** When a request was sent, and what of it shows in its records. */
export type Sending = { readonly sentAtMs: number; readonly traceId: string | undefined };

/** What has to be equal of two answers, in a form that can be compared member by member. */
export function toComparable(answer: HttpAnswer | undefined) {
  if (answer === undefined) return 'no answer';
  const { status, body } = answer;
  const contentType = first(answer, 'content-type')?.toLowerCase().replaceAll(' ', '');
  // The page of an unmatched path is Hono's framework's.
  if (contentType?.startsWith('text/html') === true) return { status };
  return {
    status,
    body: body.toString('utf8'),
    contentType: body.length === 0 ? undefined : contentType,
    challenges: setOf(valuesOf(answer, 'www-authenticate').flatMap(challengesOf)),
    allow: setOf(valuesOf(answer, 'allow').flatMap((methods) => methods.split(','))),
    retryAfter: first(answer, 'retry-after'),
    command: first(answer, 'hono-command'),
    commandTarget: first(answer, 'hono-cmd-target-device'),
    allowOrigin: first(answer, 'access-control-allow-origin'),
  };
}

function first(answer: HttpAnswer, name: string): string | undefined {
  return valuesOf(answer, name)[0];
}

function setOf(items: readonly string[]): string[] {
  return [...new Set(items.map((item) => item.trim()))].toSorted();
}

/** One header may hold several challenges: each begins with a scheme. */
function challengesOf(header: string): string[] {
  return header.split(/,\s*(?=[A-Za-z]+ )/);
}

/** What has to be equal of two records; the exceptions are replaced by what is asked of them. */
export function toComparableRecord({ topic, key, value, headers }: ComparedRecord, sent: Sending) {
  return {
    topic,
    key: key?.toString('utf8') ?? null,
    value: value?.toString('latin1') ?? null,
    headers: headers
      .filter(([name]) => name !== 'tracestate' && name !== 'baggage')
      .map(([name, bytes]) => `${name}: ${toComparableValue(name, bytes.toString('utf8'), sent)}`)
      .toSorted(),
  };
}

function toComparableValue(name: string, text: string, sent: Sending): string {
  switch (name) {
    // API Gateway's HTTP API hands over the path decoded.
    case 'orig_address':
      return decodeURIComponent(text);
    case 'creation-time':
      return isCloseTo(text, sent.sentAtMs) ? '13 digits, within 5 s of the request' : text;
    case 'traceparent':
      return isOfTrace(text, sent.traceId) ? `of trace ${sent.traceId ?? 'of its own'}` : text;
    default:
      return text;
  }
}

function isCloseTo(digits: string, sentAtMs: number): boolean {
  return /^\d{13}$/.test(digits) && Math.abs(Number(digits) - sentAtMs) <= 5000;
}

/** @see W3C Trace Context, section 3.2 */
function isOfTrace(text: string, traceId = '[0-9a-f]{32}'): boolean {
  return new RegExp(`^00-${traceId}-[0-9a-f]{16}-[0-9a-f]{2}$`).test(text);
}

export function traceIdOf(request: Buffer): string | undefined {
  return /\r\ntraceparent: 00-([0-9a-f]{32})-/i.exec(request.toString('latin1'))?.[1];
}
