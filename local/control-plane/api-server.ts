import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { orderlyClose } from '../gateway/orderly-close.ts';
import type { Report } from '../start-failure.ts';
import type { ApiAnswer, ApiCall } from './lambda-api.ts';
import { RefusedCall } from './refused-call.ts';

/** The one thing that is sent here and is no JSON: a truststore. */
const PEM_FILE = 'application/x-pem-file';

/** @returns undefined for a call that is not known here. @throws {RefusedCall} */
export type AnswerCall = (call: ApiCall) => ApiAnswer | undefined | Promise<ApiAnswer>;

export type ApiServer = { readonly endpoint: string; readonly stop: () => Promise<void> };

/** Answers calls of AWS's JSON APIs on the loopback address. Signatures are not looked at. */
export async function startApiServer(answer: AnswerCall, report: Report): Promise<ApiServer> {
  const server = createServer((request, response) => {
    void reply(request, response, answer, report);
  });
  const stop = orderlyClose(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, stop };
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: AnswerCall,
  report: Report,
): Promise<void> {
  try {
    const call = await toCall(request);
    const answered = await answer(call);
    if (!answered) throw notKnown(call);
    send(response, answered);
  } catch (failure) {
    if (!(failure instanceof RefusedCall)) report(`the control plane failed: ${String(failure)}`);
    const { type, status, message } = toRefusal(failure);
    response.setHeader('x-amzn-errortype', type);
    send(response, { status, body: { Type: 'User', Message: message, message } });
  }
}

async function toCall(request: IncomingMessage): Promise<ApiCall> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const { method = 'GET', headers } = request;
  const text = await readText(request);
  const isJson = text !== '' && headers['content-type'] !== PEM_FILE;
  const body = isJson ? (JSON.parse(text) as ApiCall['body']) : {};
  return { method, path: decodeURIComponent(pathname), query: searchParams, headers, body, text };
}

function notKnown({ method, path }: ApiCall): RefusedCall {
  return new RefusedCall('UnknownOperationException', 404, `no call ${method} ${path} here`);
}

function toRefusal(failure: unknown): RefusedCall {
  if (failure instanceof RefusedCall) return failure;
  return new RefusedCall('ServiceException', 500, 'the control plane failed');
}

function send(response: ServerResponse, { status, body, text, headers }: ApiAnswer): void {
  response.writeHead(status, {
    ...headers,
    'content-type': text === undefined ? 'application/json' : 'application/xml',
  });
  response.end(text ?? JSON.stringify(body));
}
