import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { abandonSocket } from '../../lib/drivers/record-sink/abandon-socket.ts';
import { identity } from '../support/certificates.ts';

const LOOPBACK = '127.0.0.1';

describe('abandoning a connection', () => {
  test('ends one that is open, at once for the other side, too', async (t) => {
    const { socket, other } = await connectedPair(t);
    const noticed = once(other, 'error');

    await abandoned(socket);

    const [failure] = (await noticed) as [NodeJS.ErrnoException];
    assert.equal(failure.code, 'ECONNRESET');
  });

  test('ends one that has more to send than the other side takes', async (t) => {
    const { socket, other } = await connectedPair(t);
    other.pause().on('error', () => undefined);
    while (socket.write(Buffer.alloc(1_000_000)));

    await abandoned(socket);
  });

  test('ends one that is on its way', async (t) => {
    const { port } = await listening(t, createServer());

    await abandoned(connect(port, LOOPBACK));
  });

  test('ends one that was ended already', async (t) => {
    const { port } = await listening(t, createServer({ allowHalfOpen: true }));
    const socket = connect(port, LOOPBACK);
    await once(socket, 'connect');

    await abandoned(socket.end('the last'));
  });

  test('ends one under TLS', async (t) => {
    const { pem, privateKey } = identity();
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const { port } = await listening(t, createTlsServer({ cert: pem, key }));
    const socket = connectTls({ port, host: LOOPBACK, rejectUnauthorized: false });
    await once(socket, 'secureConnect');

    await abandoned(socket);
  });
});

async function abandoned(socket: Socket): Promise<void> {
  const closed = new Promise((resolve) => socket.once('close', resolve));
  abandonSocket(socket);
  await closed;
}

async function connectedPair(t: TestContext): Promise<{ socket: Socket; other: Socket }> {
  const { server, port } = await listening(t, createServer());
  const accepted = once(server, 'connection');
  const socket = connect(port, LOOPBACK);
  await once(socket, 'connect');
  const [other] = (await accepted) as [Socket];
  return { socket, other };
}

async function listening(
  t: TestContext,
  server: Server,
): Promise<{ server: Server; port: number }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server.listen(0, LOOPBACK), 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}
