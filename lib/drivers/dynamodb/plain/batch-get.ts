import { Agent as PlainAgent, type ClientRequest, request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { CallOptions } from '../call-within.ts';
import { type BatchGet, toKey } from '../item-reader.ts';
import type { Access } from './access.ts';
import { asObject, parseAttributes, toKeyAttributes } from './attribute-values.ts';
import { signed } from './signature.ts';

const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.BatchGetItem',
} as const;

type Answer = { readonly status: number | undefined; readonly body: string };

/**
 * `BatchGetItem` as one signed request, tried once: the SDK takes 120 ms of CPU until it has read for the first time, and this 10.
 *
 * @param accessNow asked at every call, because credentials change
 * @returns a call that rejects whenever the service says anything but 200
 */
export function plainBatchGet(accessNow: () => Access, name: string, now: () => number): BatchGet {
  const agents = {
    'https:': new Agent({ keepAlive: true }),
    'http:': new PlainAgent({ keepAlive: true }),
  };
  return async (keys, options) => {
    const access = accessNow();
    const Keys = keys.map(toKeyAttributes);
    const body = JSON.stringify({ RequestItems: { [name]: { Keys, ConsistentRead: true } } });
    const { status, body: answer } = await post(access, body, agents, options, now());
    if (status !== 200) throw new Error(`DynamoDB answered ${status}: ${codeOf(answer)}`);
    return parseBatch(JSON.parse(answer), name);
  };
}

type Agents = Readonly<{ 'https:': Agent; 'http:': PlainAgent }>;

async function post(
  access: Access,
  body: string,
  agents: Agents,
  { abortSignal, requestTimeout }: CallOptions,
  nowMs: number,
): Promise<Answer> {
  const { endpoint } = access;
  const headers = {
    ...signed(HEADERS, body, access, nowMs),
    'content-length': Buffer.byteLength(body),
  };
  const signal = AbortSignal.any([abortSignal, AbortSignal.timeout(requestTimeout)]);
  const options = { method: 'POST', headers, signal };
  const begin = () =>
    endpoint.protocol === 'http:'
      ? plainRequest(endpoint, { ...options, agent: agents['http:'] })
      : request(endpoint, { ...options, agent: agents['https:'] });
  const sent = begin();
  try {
    return await receive(sent, body);
  } catch (failure) {
    // The service has hung up meanwhile, as it does while a function is frozen.
    if (!sent.reusedSocket || signal.aborted) throw failure;
    return receive(begin(), body);
  }
}

function receive(sent: ClientRequest, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      const { statusCode: status } = response;
      text(response).then((received) => resolve({ status, body: received }), reject);
    });
    sent.end(body);
  });
}

function parseBatch(answer: unknown, name: string): Awaited<ReturnType<BatchGet>> {
  const { Responses: responses, UnprocessedKeys: rest = {} } = asObject(answer);
  const { Keys: unprocessed = [] } = asObject(asObject(rest)[name] ?? {});
  return {
    items: asList(asObject(responses)[name]).map(parseAttributes),
    unprocessed: asList(unprocessed).map((key) => toKey(parseAttributes(key))),
  };
}

function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError('DynamoDB did not answer as it should');
}

/** The kind of the error; its message may name keys. */
function codeOf(answer: string): string {
  return /"__type":"([^"]{1,200})"/.exec(answer)?.[1] ?? 'without a code';
}
