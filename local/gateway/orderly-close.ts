import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Node's own `close` waits for ever for a client that has connected and says nothing, or never finishes what it says.
 *
 * @returns what closes the server: requests that have arrived are answered, then every connection ends.
 */
export function orderlyClose(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  const underWay = new Map<ServerResponse, IncomingMessage>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    underWay.set(response, request);
    response.once('close', () => underWay.delete(response));
  });
  return async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    const arrived = [...underWay].filter(([, request]) => request.complete);
    await Promise.all(arrived.map(([response]) => untilClosed(response)));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
}

function untilClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}
