import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { LARGEST_RESPONSE_BYTES, responseTooLarge } from '../lambda/outcome.ts';
import type { Reply, Request } from '../lambda/protocol.ts';
import { parseErrorPayload } from './error-payload.ts';
import { toHeaders } from './invocation-headers.ts';

/** Lambda's Runtime API for one environment. @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export type RuntimeApi = {
  /** `host:port`, as in `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** The runtime gets it when it asks for the next invocation. */
  readonly offer: (request: Request) => void;
  /** Receives what the runtime says; `ready` whenever it asks for an invocation. */
  readonly listen: (receive: (reply: Reply) => void) => void;
  readonly close: () => void;
};

type State = {
  readonly functionArn: string;
  /** Not asked for yet. */
  readonly offered: Request[];
  /** Who has asked, and waits. */
  readonly asking: ServerResponse[];
  /** Handed out, and not answered. */
  readonly running: Set<string>;
  receive: (reply: Reply) => void;
};

const PREFIX = '/2018-06-01/runtime';

export async function startRuntimeApi(functionArn: string): Promise<RuntimeApi> {
  const state: State = {
    functionArn,
    offered: [],
    asking: [],
    running: new Set(),
    receive: () => {},
  };
  // An invocation may be a long time in coming.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 }, (request, response) => {
    answer(state, request, response).catch((failure: unknown) =>
      response.destroy(toError(failure)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    offer: (request) => {
      state.offered.push(request);
      handOut(state);
    },
    listen: (receive) => (state.receive = receive),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method, url = '' } = request;
  const [, requestId = '', what] = /\/invocation\/([^/]+)\/(response|error)$/.exec(url) ?? [];
  if (method === 'GET' && url === `${PREFIX}/invocation/next`) return ask(state, response);
  if (method !== 'POST') return refuse(response, 404, 'UnknownOperation', `${method} ${url}`);
  const body = await text(request);
  if (url === `${PREFIX}/init/error`) return end(state, body, response);
  if (what === undefined) return refuse(response, 404, 'UnknownOperation', `${method} ${url}`);
  if (!state.running.delete(requestId)) {
    return refuse(response, 400, 'InvalidRequestID', `${requestId} is not being processed`);
  }
  if (what === 'response') settle(state, requestId, body, response);
  else fail(state, requestId, body, response);
}

function ask(state: State, response: ServerResponse): void {
  state.asking.push(response);
  // Before the invocation is handed out, if there is one: an environment that has nothing to do may be frozen.
  state.receive({ kind: 'ready' });
  handOut(state);
}

function handOut({ functionArn, offered, asking, running }: State): void {
  if (offered.length === 0) return;
  const response = asking.shift();
  const request = response && offered.shift();
  if (!request) return;
  running.add(request.requestId);
  response.writeHead(200, toHeaders(request, functionArn)).end(request.event);
}

function settle(state: State, requestId: string, payload: string, response: ServerResponse): void {
  if (Buffer.byteLength(payload) <= LARGEST_RESPONSE_BYTES) {
    accept(response);
    state.receive({ kind: 'returned', requestId, payload: payload || 'null' });
    return;
  }
  const error = responseTooLarge();
  refuse(response, 413, 'RequestEntityTooLarge', error.errorMessage);
  state.receive({ kind: 'failed', requestId, error });
}

function fail(state: State, requestId: string, body: string, response: ServerResponse): void {
  accept(response);
  state.receive({ kind: 'failed', requestId, error: parseErrorPayload(body) });
}

function end(state: State, body: string, response: ServerResponse): void {
  accept(response);
  state.receive({ kind: 'fatal', error: parseErrorPayload(body) });
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
}

function refuse(
  response: ServerResponse,
  status: number,
  errorType: string,
  errorMessage: string,
): void {
  const body = JSON.stringify({ errorType, errorMessage });
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function toError(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error(String(failure));
}
