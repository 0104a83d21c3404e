import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Outcome } from '../lambda/outcome.ts';
import type { RouteModel } from '../service-model/model.ts';
import { sameDeadline } from '../same-deadline.ts';
import { type Report, StartFailure } from '../start-failure.ts';
import { clientCertOf } from './client-certificate.ts';
import { toHttpApiEvent } from './event.ts';
import { INTEGRATION_TIMEOUT_MS, LARGEST_EVENT_BYTES, LARGEST_HEADERS_BYTES } from './limits.ts';
import { orderlyClose } from './orderly-close.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
import { gatewayAnswer, type GatewayResponse, toResponse } from './response.ts';
import { createRouter, type Router } from './routes.ts';
import { parseTarget } from './target.ts';
import { createTlsServer, type TlsOptions } from './tls-server.ts';

const LOOPBACK = '127.0.0.1';

/** Connections of devices are kept between uploads. */
const KEEP_ALIVE_MS = 75_000;

export type GatewayOptions = {
  /** 0 is a free port. */
  readonly port: number;
  /** Where the same is served over TLS. */
  readonly tls?: TlsOptions;
  readonly routes: readonly RouteModel[];
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  readonly report: Report;
};

export type Gateway = {
  readonly port: number;
  readonly tlsPort?: number;
  /** Takes no more requests, and ends once those under way are answered. */
  readonly stop: () => Promise<void>;
};

const HTTP = { maxHeaderSize: LARGEST_HEADERS_BYTES, keepAliveTimeout: KEEP_ALIVE_MS };

/**
 * Serves the routes of HTTP APIs, all on one port of the loopback address, and all on another one over TLS.
 *
 * @throws {StartFailure} a port cannot be listened on.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const serving = servingOf(options);
  let stopping = false;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const result = await handle(request, serving);
    response.shouldKeepAlive &&= !stopping;
    send(response, result);
  };
  const listener: RequestListener = (request, response) => void answer(request, response);
  const plain = createServer(HTTP, listener);
  const overTls = options.tls && createTlsServer(options.tls, HTTP, listener, forbid);
  const closings = [plain, ...(overTls ? [overTls] : [])].map(orderlyClose);
  const stop = async () => {
    stopping = true;
    await Promise.all(closings.map((close) => close()));
  };
  const port = await listen(plain, options.port, 'PORT');
  if (!overTls) return { port, stop };
  try {
    return { port, tlsPort: await listen(overTls, options.tls?.port ?? 0, 'TLS_PORT'), stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

type Serving = {
  readonly router: Router;
  readonly integrate: (functionName: string, event: unknown) => Promise<GatewayResponse>;
  readonly report: Report;
};

function servingOf({ routes, invoke, report }: GatewayOptions): Serving {
  const within = sameDeadline(INTEGRATION_TIMEOUT_MS);
  const integrate: Serving['integrate'] = (functionName, event) =>
    within(invoke(functionName, event).then(toResponse), tooLate);
  return { router: createRouter(routes), integrate, report };
}

function tooLate(): GatewayResponse {
  return gatewayAnswer(503, 'Service Unavailable');
}

function forbid(response: ServerResponse): void {
  response.shouldKeepAlive = false;
  send(response, gatewayAnswer(403, 'Forbidden'));
}

async function listen(server: Server, port: number, variable: string): Promise<number> {
  server.listen(port, LOOPBACK);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
        ? 'is in use'
        : 'cannot be listened on';
    throw new StartFailure(
      `Port ${port} ${reason}: set ${variable} to another one, or to 0 for a free one.`,
      {
        cause,
      },
    );
  }
  return (server.address() as AddressInfo).port;
}

async function handle(request: IncomingMessage, serving: Serving): Promise<GatewayResponse> {
  try {
    return await serve(request, await readBody(request), serving);
  } catch (failure) {
    if (failure instanceof BodyTooLarge) return gatewayAnswer(413, 'Request Entity Too Large');
    serving.report(`the gateway failed: ${String(failure)}`);
    return gatewayAnswer(500, 'Internal Server Error');
  }
}

async function serve(
  request: IncomingMessage,
  body: Buffer | undefined,
  { router, integrate }: Serving,
): Promise<GatewayResponse> {
  const { method = '', url = '/', httpVersion, rawHeaders, socket } = request;
  const target = parseTarget(url);
  if (target === undefined) return gatewayAnswer(400, 'Bad Request');
  const route = router(method, target.path);
  if (route === undefined) return gatewayAnswer(404, 'Not Found');
  const event = toHttpApiEvent({
    ...target,
    method,
    rawHeaders,
    body,
    routeKey: route.routeKey,
    pathParameters: route.pathParameters,
    protocol: `HTTP/${httpVersion}`,
    sourceIp: socket.remoteAddress ?? LOOPBACK,
    port: socket.localPort ?? 0,
    scheme: socket instanceof TLSSocket ? 'https' : 'http',
    clientCert: clientCertOf(socket),
    receivedAtMs: Date.now(),
  });
  if (isTooLarge(event, body)) return gatewayAnswer(413, 'Request Entity Too Large');
  return integrate(route.functionName, event);
}

/** Counts only when the body leaves room for doubt: as JSON, a byte of text takes six at most, and headers are few. */
function isTooLarge(event: object, body: Buffer | undefined): boolean {
  if (body === undefined || body.length < LARGEST_EVENT_BYTES / 8) return false;
  return Buffer.byteLength(JSON.stringify(event)) > LARGEST_EVENT_BYTES;
}

/** Nothing but the answer: HTTP asks for no date, and keeps a connection without being told. */
function send(response: ServerResponse, { statusCode, headers, body }: GatewayResponse): void {
  response.sendDate = false;
  response.removeHeader('connection');
  const framing = hasBody(statusCode) ? ['content-length', `${Buffer.byteLength(body)}`] : [];
  response.writeHead(statusCode, [...headers, ...framing]);
  response.end(body);
}

function hasBody(statusCode: number): boolean {
  return statusCode !== 204 && statusCode !== 304;
}
