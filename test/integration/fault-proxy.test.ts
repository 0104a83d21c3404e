import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { kafkaAdmin } from '../support/kafka.ts';
import { ownKafkaBehindProxy } from '../support/own-kafka.ts';

void describe('a proxy with faults', () => {
  void test('passes bytes in both directions', async (t) => {
    const { proxy, open } = await proxyOfEcho(t);
    const client = await open();

    assert.equal(await echoOf(client, 'hello'), 'hello');
    assert.equal(proxy.connections(), 1);
  });

  void test('swallows the bytes of existing connections, which stay open', async (t) => {
    const { proxy, open } = await proxyOfEcho(t);
    const before = await open();
    before.on('data', () => assert.fail('swallowed bytes came through'));

    proxy.blackHole('pass');
    before.write('lost');

    assert.equal(await echoOf(await open(), 'new connection'), 'new connection');
    assert.equal(before.destroyed, false);
  });

  void test('swallows new connections when asked, for good', async (t) => {
    const { proxy, open } = await proxyOfEcho(t);
    proxy.blackHole('swallow');
    const during = await open();
    during.on('data', () => assert.fail('swallowed bytes came through'));

    await proxy.pass();
    during.write('lost');

    assert.equal(await echoOf(await open(), 'after'), 'after');
    assert.equal(during.destroyed, false);
  });

  void test('resets existing connections and takes new ones', async (t) => {
    const { proxy, open } = await proxyOfEcho(t);
    const before = await open();
    await echoOf(before, 'established');

    proxy.reset();

    const [failure] = await once(before, 'error');
    assert.equal(failure.code, 'ECONNRESET');
    assert.equal(await echoOf(await open(), 'after'), 'after');
  });

  void test('refuses connections until it passes again, on the same port', async (t) => {
    const { proxy, open } = await proxyOfEcho(t);

    await proxy.refuse();
    await assert.rejects(open(), { code: 'ECONNREFUSED' });
    await proxy.pass();

    assert.equal(await echoOf(await open(), 'after'), 'after');
  });

  void test('holds bytes back in both directions, and keeps their order', async (t) => {
    const { proxy, open } = await proxyOfEcho(t);
    const client = await open();
    const startMs = performance.now();

    proxy.delay(20);
    for (const part of ['first', 'second']) client.write(part);

    assert.equal(await echoOf(client, 'third', 'firstsecondthird'), 'firstsecondthird');
    assert.ok(performance.now() - startMs >= 39);
  });
});

void describe('a broker behind a proxy', () => {
  void test('sends its clients to the proxy, also after a crash', async (t) => {
    const { kafka, proxy, brokers } = await ownKafkaBehindProxy(t);
    assert.equal(await advertisedPort(t, brokers), proxy.port);

    await kafka.kill();
    await kafka.start();

    assert.equal(await advertisedPort(t, brokers), proxy.port);
    assert.equal(await advertisedPort(t, kafka.brokers), kafka.port);
  });
});

async function advertisedPort(t: TestContext, brokers: readonly string[]) {
  const admin = await kafkaAdmin(t, brokers);
  const cluster = await admin.describeCluster();
  return cluster.brokers[0]?.port;
}

async function proxyOfEcho(t: TestContext) {
  const echo = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  t.after(() => echo.close());
  await once(echo.listen(0, '127.0.0.1'), 'listening');
  const address = echo.address();
  assert.ok(typeof address === 'object' && address !== null);
  const proxy = await startFaultProxy(t, address.port);

  const open = async (): Promise<Socket> => {
    const client = connect(proxy.port, '127.0.0.1');
    t.after(() => client.destroy());
    await once(client, 'connect');
    return client;
  };
  return { proxy, open };
}

/** Writes, and waits for as much as expected to come back. */
async function echoOf(client: Socket, text: string, expected = text): Promise<string> {
  client.write(text);
  let answer = '';
  while (answer.length < expected.length) {
    const [bytes] = await once(client, 'data');
    answer += bytes;
  }
  return answer;
}
