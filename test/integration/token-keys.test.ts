import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { tokenCheck } from '../../lib/drivers/jose/token-check.ts';

const { privateKey, publicKey } = await generateKeyPair('RS256');
const keySet = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' }] };

async function keysAt(t: TestContext, answer: RequestListener): Promise<URL> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
}

function checkWith(keys: URL) {
  return tokenCheck({ issuer: 'issuer', audience: 'tidegate', keys });
}

function token(kid = 'k1') {
  const claims = { iss: 'issuer', aud: 'tidegate', sub: 'ci', tidegate_role: 'admin' };
  const unsigned = new SignJWT(claims).setExpirationTime('5m');
  return unsigned.setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
}

describe('the keys of an issuer', () => {
  test('are read from its address once', async (t) => {
    let reads = 0;
    const keys = await keysAt(t, (_request, response) => {
      reads += 1;
      response.setHeader('connection', 'close').end(JSON.stringify(keySet));
    });
    const check = checkWith(keys);

    for (const _ of [1, 2, 3]) assert.equal((await check(await token())).name, 'ci');

    assert.equal(reads, 1);
  });

  test('know who else has signed: nobody that they list', async (t) => {
    const keys = await keysAt(t, (_request, response) => void response.end(JSON.stringify(keySet)));

    await assert.rejects(checkWith(keys)(await token('k2')), { code: 'CREDENTIALS_REJECTED' });
  });

  const broken: readonly (readonly [string, RequestListener])[] = [
    ['fails', (_request, response) => void response.writeHead(500).end()],
    ['answers no key set', (_request, response) => void response.end('{"keys":1}')],
    ['hangs up', (request) => void request.socket.destroy()],
  ];
  for (const [what, answer] of broken) {
    test(`cannot be read when their address ${what}: the caller may come again`, async (t) => {
      const check = checkWith(await keysAt(t, answer));

      await assert.rejects(check(await token()), { code: 'TOKEN_KEYS_UNAVAILABLE' });
    });
  }
});
