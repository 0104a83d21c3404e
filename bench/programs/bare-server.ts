/** Node's own HTTP server, which takes every upload and keeps none. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayReply } from '../gateway-process.ts';

const server = createServer((request, response) => {
  response.statusCode = 202;
  request.resume().once('end', () => response.end());
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
process.send?.({ kind: 'serving', port } satisfies GatewayReply);
