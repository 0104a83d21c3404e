import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, type TestContext, it } from 'node:test';
import { startGateway } from '../../local/gateway/gateway.ts';
import type { HttpApiEvent } from '../../local/gateway/event.ts';
import type { Outcome } from '../../local/lambda/outcome.ts';
import { until } from '../support/until.ts';

type Invoke = (functionName: string, event: HttpApiEvent) => Promise<Outcome>;

const accept: Invoke = async () => ({ kind: 'returned', payload: { statusCode: 202 } });

async function gatewayOf(t: TestContext, invoke: Invoke = accept) {
  const events: HttpApiEvent[] = [];
  const gateway = await startGateway({
    port: 0,
    routes: [{ routeKey: '$default', functionName: 'ingest' }],
    invoke: (functionName, event) => {
      events.push(event as HttpApiEvent);
      return invoke(functionName, event as HttpApiEvent);
    },
    report: () => {},
  });
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await gateway.stop();
  };
  t.after(stop);
  return { ...gateway, stop, events };
}

/** Sends bytes over a connection of their own, and reads until the gateway closes it. */
async function exchange(port: number, ...lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(lines.join('\r\n'));
  return text(socket);
}

const CLOSE = ['Host: gateway', 'Connection: close'];

describe('the gateway', () => {
  it('answers with what the function says, and nothing else', async (t) => {
    const { port } = await gatewayOf(t);

    const answer = await exchange(port, 'POST /event HTTP/1.1', ...CLOSE, '', '');

    assert.equal(answer, 'HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n');
  });

  it('hands the target over as an HTTP API does', async (t) => {
    const { port, events } = await gatewayOf(t);

    await exchange(port, 'PUT //a%2Fb%3Fc?x=%20 HTTP/1.1', ...CLOSE, '', '');

    assert.deepEqual(
      events.map(({ rawPath, rawQueryString }) => [rawPath, rawQueryString]),
      [['//a/b', 'x=%20']],
    );
  });

  it('hands headers over that come twice', async (t) => {
    const { port, events } = await gatewayOf(t);

    await exchange(
      port,
      'GET / HTTP/1.1',
      ...CLOSE,
      'Content-Type: a/b',
      'Content-Type: c/d',
      '',
      '',
    );

    assert.equal(events[0]?.headers['content-type'], 'a/b,c/d');
  });

  it('hands a body over byte for byte', async (t) => {
    const { port, events } = await gatewayOf(t);
    const body = [
      'Content-Type: application/octet-stream',
      'Content-Length: 3',
      '',
      '\u0000\u0001\u007F',
    ];

    await exchange(port, 'POST / HTTP/1.1', ...CLOSE, ...body);

    assert.equal(events[0]?.isBase64Encoded, true);
    assert.deepEqual(Buffer.from(events[0].body ?? '', 'base64'), Buffer.from([0, 1, 127]));
  });

  it('puts the chunks of a body together', async (t) => {
    const { port, events } = await gatewayOf(t);
    const body = [
      'Content-Type: text/plain',
      'Transfer-Encoding: chunked',
      '',
      '2',
      'ab',
      '1',
      'c',
      '0',
      '',
      '',
    ];

    await exchange(port, 'POST / HTTP/1.1', ...CLOSE, ...body);

    assert.equal(events[0]?.body, 'abc');
  });

  it('has no body for a length of 0', async (t) => {
    const { port, events } = await gatewayOf(t);

    await exchange(port, 'POST / HTTP/1.1', ...CLOSE, 'Content-Length: 0', '', '');

    assert.equal(events.length, 1);
    assert.equal('body' in (events[0] ?? {}), false);
  });

  it('keeps a connection, and answers one request after the other', async (t) => {
    const { port, events } = await gatewayOf(t);
    const first = ['GET /1 HTTP/1.1', 'Host: gateway', '', ''].join('\r\n');

    const answer = await exchange(port, `${first}GET /2 HTTP/1.1`, ...CLOSE, '', '');

    assert.deepEqual(
      events.map(({ rawPath }) => rawPath),
      ['/1', '/2'],
    );
    assert.equal(answer.match(/202 Accepted/g)?.length, 2);
  });

  it('sends every cookie in a header of its own, and no body with 204', async (t) => {
    const payload = { statusCode: 204, cookies: ['a=1', 'b=2'] };
    const { port } = await gatewayOf(t, async () => ({ kind: 'returned', payload }));

    const answer = await exchange(port, 'GET / HTTP/1.1', ...CLOSE, '', '');

    assert.equal(answer, 'HTTP/1.1 204 No Content\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n\r\n');
  });

  it('sends no body in answer to HEAD, but its length', async (t) => {
    const payload = { statusCode: 200, body: 'hello' };
    const { port } = await gatewayOf(t, async () => ({ kind: 'returned', payload }));

    const answer = await exchange(port, 'HEAD / HTTP/1.1', ...CLOSE, '', '');

    assert.match(answer, /content-length: 5\r\n\r\n$/);
  });

  it('tells the client nothing of a failure', async (t) => {
    const { port } = await gatewayOf(t, () => Promise.reject(new Error('secret')));

    const answer = await exchange(port, 'GET / HTTP/1.1', ...CLOSE, '', '');

    assert.match(answer, /^HTTP\/1\.1 500 [\s\S]*\{"message":"Internal Server Error"\}$/);
  });

  it('refuses a path that cannot be decoded', async (t) => {
    const { port, events } = await gatewayOf(t);

    const answer = await exchange(port, 'GET /%zz HTTP/1.1', ...CLOSE, '', '');

    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*\{"message":"Bad Request"\}$/);
    assert.equal(events.length, 0);
  });

  it('takes 10,240 bytes of headers, and no more', async (t) => {
    const { port, events } = await gatewayOf(t);

    await exchange(port, 'GET / HTTP/1.1', ...CLOSE, `X: ${'x'.repeat(9_000)}`, '', '');
    const refused = await exchange(
      port,
      'GET / HTTP/1.1',
      ...CLOSE,
      `X: ${'x'.repeat(11_000)}`,
      '',
      '',
    );

    assert.match(refused, /^HTTP\/1\.1 431 /);
    assert.equal(events.length, 1);
  });
});

describe('a body that is too large for', () => {
  const cases: [name: string, contentType: string, size: number, status: number][] = [
    ['nobody is passed on', 'text/plain', 6 * 1024 * 1024 - 2_000, 202],
    ['Lambda is answered 413', 'text/plain', 6 * 1024 * 1024, 413],
    ['Lambda in base64 is answered 413', 'application/octet-stream', 5 * 1024 * 1024, 413],
    ['API Gateway is answered 413', 'text/plain', 10 * 1024 * 1024 + 1, 413],
  ];
  for (const [name, contentType, size, status] of cases) {
    it(name, async (t) => {
      const { port, events } = await gatewayOf(t);

      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: 'x'.repeat(size),
      });

      assert.equal(answer.status, status);
      assert.equal(
        await answer.text(),
        status === 202 ? '' : '{"message":"Request Entity Too Large"}',
      );
      assert.equal(events.length, status === 202 ? 1 : 0);
    });
  }
});

describe('a gateway that stops', () => {
  it('answers what it has taken, and takes no more', async (t) => {
    const { promise: outcome, resolve } = Promise.withResolvers<Outcome>();
    const { port, stop, events } = await gatewayOf(t, () => outcome);
    const answer = exchange(port, 'GET / HTTP/1.1', 'Host: gateway', '', '');
    await until(() => events.length === 1);

    const stopped = stop();
    resolve({ kind: 'returned', payload: { statusCode: 200 } });
    await stopped;

    assert.match(await answer, /^HTTP\/1\.1 200 /);
    await assert.rejects(exchange(port, 'GET / HTTP/1.1', ...CLOSE, '', ''));
  });

  const unfinished: [name: string, lines: readonly string[]][] = [
    ['that has said nothing', []],
    ['in the midst of its headers', ['POST /event HTTP/1.1', 'Host: gateway']],
    [
      'in the midst of a body',
      ['POST /event HTTP/1.1', 'Host: gateway', 'Content-Length: 9', '', '{'],
    ],
  ];
  for (const [name, lines] of unfinished) {
    it(`does not wait for a client ${name}`, async (t) => {
      const { port, stop } = await gatewayOf(t);
      // An answer on a later connection tells that the gateway knows of the earlier one.
      const silent = exchange(port, ...lines).catch(() => 'reset');
      await exchange(port, 'GET / HTTP/1.1', ...CLOSE, '', '');

      await stop();

      assert.match(await silent, /^(?:reset)?$/);
    });
  }
});

describe('a port that is taken', () => {
  it('is told in one sentence that names the variable', async (t) => {
    const { port } = await gatewayOf(t);

    await assert.rejects(
      startGateway({ port, routes: [], invoke: accept as never, report: () => {} }),
      {
        name: 'StartFailure',
        message: `Port ${port} is in use: set PORT to another one, or to 0 for a free one.`,
      },
    );
  });
});
