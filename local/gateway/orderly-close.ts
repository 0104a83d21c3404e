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
  const exchanges = new Map<Socket, readonly Exchange[]>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const earlier = exchanges.get(socket);
    if (!earlier) socket.once('close', () => exchanges.delete(socket));
    // What has ended is forgotten with the next request: to hear of each end would take 1 µs.
    exchanges.set(socket, [...(earlier?.filter(isUnderWay) ?? []), { request, response }]);
  });
  return async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    const underWay = [...exchanges.values()].flat().filter(isUnderWay);
    const arrived = underWay.filter(({ request }) => request.complete);
    await Promise.all(arrived.map(untilClosed));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

function isUnderWay({ response }: Exchange): boolean {
  return !response.closed;
}

function untilClosed({ response }: Exchange): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}
