import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StatusPorts = {
  /** What keeps the poller from working; undefined when nothing does. */
  readonly unready: () => string | undefined;
  readonly metrics: () => string;
};

export type StatusServer = { readonly port: number; readonly close: () => Promise<void> };

type Answer = { readonly status: number; readonly type: string; readonly body: string };

const NOT_FOUND: Answer = {
  status: 404,
  type: 'text/plain',
  body: 'there are /liveness, /readiness and /metrics\n',
};

/** `/liveness` and `/readiness`, as Hono's services have them, and `/metrics` for Prometheus. */
export async function startStatusServer(
  host: string,
  port: number,
  ports: StatusPorts,
): Promise<StatusServer> {
  const server = createServer((request, response) => {
    const { status, type, body } = answer(request.url ?? '', ports);
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return { port: portOf(server), close: () => close(server) };
}

function answer(url: string, { unready, metrics }: StatusPorts): Answer {
  switch (url.split('?')[0]) {
    case '/liveness':
      return toHealth(undefined);
    case '/readiness':
      return toHealth(unready());
    case '/metrics':
      return { status: 200, type: 'text/plain; version=0.0.4', body: metrics() };
    default:
      return NOT_FOUND;
  }
}

function toHealth(reason: string | undefined): Answer {
  const status = reason === undefined ? 'UP' : 'DOWN';
  const body = JSON.stringify({ status, ...(reason === undefined ? {} : { reason }) });
  return { status: reason === undefined ? 200 : 503, type: 'application/json', body };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
