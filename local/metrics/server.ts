import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isFree } from '../ports.ts';

/** 0 is a free port; absent means {@link USUAL_PORT}, or a free one when that is taken. */
export type MetricsConfig = { readonly port?: number };

export type MetricsServer = { readonly url: string; readonly stop: () => Promise<void> };

/** Where Hono's services tell of their health and their metrics. */
const USUAL_PORT = 8088;
const PATH = '/metrics';

/** Serves Prometheus, on a port of its own: no path of the device API is taken away. */
export async function serveMetrics(
  expose: () => string,
  { port }: MetricsConfig,
): Promise<MetricsServer> {
  const server = createServer(({ method, url }, response) => {
    const isKnown = method === 'GET' && url?.split('?')[0] === PATH;
    const type = `text/plain; ${isKnown ? 'version=0.0.4; ' : ''}charset=utf-8`;
    response.writeHead(isKnown ? 200 : 404, { 'content-type': type });
    response.end(isKnown ? expose() : `GET ${PATH} is all there is\n`);
  });
  server.listen(port ?? ((await isFree(USUAL_PORT)) ? USUAL_PORT : 0), '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
