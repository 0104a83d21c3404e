import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { describe, type TestContext, it } from 'node:test';
import { startGateway } from '../../local/gateway/gateway.ts';
import type { HttpApiEvent } from '../../local/gateway/event.ts';
import { madeKey } from '../../local/tls/made-key.ts';
import type { ServerKey } from '../../local/tls/server-key.ts';
import { identity } from '../support/certificates.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { overTls } from '../support/tls-request.ts';

const folder = join(temporaryFolder(), 'tls');
let made: Promise<ServerKey> | undefined;

/** `keytool` takes a second. */
function serverKey(): Promise<ServerKey> {
  made ??= madeKey(folder);
  return made;
}

async function gatewayOf(t: TestContext, truststore?: string) {
  const events: HttpApiEvent[] = [];
  const { trustedBy, ...key } = await serverKey();
  const gateway = await startGateway({
    port: 0,
    tls: { port: 0, key, ...(truststore && { truststore: Buffer.from(truststore) }) },
    routes: [{ routeKey: '$default', functionName: 'ingest' }],
    invoke: async (_functionName, event) => {
      events.push(event as HttpApiEvent);
      return { kind: 'returned', payload: { statusCode: 202 } };
    },
    report: () => {},
  });
  t.after(gateway.stop);
  assert.ok(gateway.tlsPort);
  const authentication = () => {
    const context: { authentication?: { clientCert: object } } | undefined =
      events.at(-1)?.requestContext;
    return context?.authentication;
  };
  return { port: gateway.tlsPort, events, trustedBy, authentication };
}

describe('the gateway over TLS', () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`is trusted by its certificate, with ${version}`, async (t) => {
      const { port, events, trustedBy } = await gatewayOf(t);

      const { status } = await overTls({
        port,
        trusted: await readFile(trustedBy),
        options: { minVersion: version, maxVersion: version },
      });

      assert.equal(status, 202);
      assert.equal(events[0]?.headers['x-forwarded-proto'], 'https');
      assert.equal(events[0]?.headers['x-forwarded-port'], `${port}`);
    });
  }

  it('speaks HTTP/1.1 to clients that would rather speak HTTP/2', async (t) => {
    const { port } = await gatewayOf(t);

    const socket = connect({ port, rejectUnauthorized: false, ALPNProtocols: ['h2', 'http/1.1'] });
    await once(socket, 'secureConnect');
    const { alpnProtocol } = socket;
    socket.destroy();

    assert.equal(alpnProtocol, 'http/1.1');
  });

  it('tells the function nothing of a client without a certificate', async (t) => {
    const { port, authentication } = await gatewayOf(t);

    await overTls({ port });

    assert.equal(authentication(), undefined);
  });

  it('tells the function of a certificate that nobody trusts what API Gateway tells', async (t) => {
    const { port, authentication } = await gatewayOf(t);
    const authority = identity({
      subject: [
        ['O', 'Acme'],
        ['CN', 'Root'],
      ],
    });
    const client = identity({ issuer: authority, keyType: 'rsa' });

    await overTls({ port, client });

    const { serialNumber } = new X509Certificate(client.der);
    assert.deepEqual(authentication(), {
      clientCert: {
        clientCertPem: client.pem,
        subjectDN: 'CN=device-1',
        issuerDN: 'CN=Root,O=Acme',
        serialNumber: serialNumber.toLowerCase().match(/../g)?.join(':'),
        validity: {
          notBefore: 'Jan  1 00:00:00 2020 GMT',
          notAfter: 'Jan  1 00:00:00 2040 GMT',
        },
      },
    });
  });

  it('believes no header that looks like a certificate', async (t) => {
    const { port, authentication } = await gatewayOf(t);

    await overTls({
      port,
      headers: { 'x-amzn-mtls-clientcert': identity().pem.replaceAll('\n', '') },
    });

    assert.equal(authentication(), undefined);
  });

  it('knows the certificate again when a session is resumed', async (t) => {
    const { port, events, authentication } = await gatewayOf(t);
    const agent = new Agent({ maxCachedSessions: 10 });
    const client = identity();
    let isResumed = false;
    agent.on('keylog', (_line, socket: TLSSocket) => {
      isResumed ||= socket.isSessionReused();
    });

    for (let count = 0; count < 3; count += 1) {
      await overTls({ port, client, options: { agent } });
      assert.ok(authentication());
    }

    assert.equal(events.length, 3);
    assert.ok(isResumed, 'no session was resumed');
  });
});

describe('the gateway with mutual TLS', () => {
  const root = { subject: [['CN', 'Root']], isAuthority: true } as const;
  const authority = identity(root);

  it('serves a client that the truststore trusts', async (t) => {
    const { port, authentication } = await gatewayOf(t, authority.pem);

    const { status } = await overTls({ port, client: identity({ issuer: authority }) });

    assert.equal(status, 202);
    assert.ok(authentication());
  });

  const untrusted = {
    'of another authority': identity({ issuer: identity(root) }),
    'of its own': identity(),
    'that has expired': identity({ issuer: authority, notAfter: '2021-01-01T00:00:00Z' }),
  };
  for (const [what, client] of Object.entries(untrusted)) {
    it(`answers 403 to a certificate ${what}, and does not ask the function`, async (t) => {
      const { port, events } = await gatewayOf(t, authority.pem);

      const { status, body } = await overTls({ port, client });

      assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
      assert.deepEqual(events, []);
    });
  }

  it('hangs up on a client without one', async (t) => {
    const { port, events } = await gatewayOf(t, authority.pem);

    await assert.rejects(overTls({ port }), /socket hang up|ECONNRESET/);
    assert.deepEqual(events, []);
  });
});

describe('the key that is made', () => {
  it('is for this machine only, and of a kind that every client knows', async () => {
    const { trustedBy } = await serverKey();

    const certificate = new X509Certificate(await readFile(trustedBy));

    assert.equal(certificate.checkHost('localhost'), 'localhost');
    assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1');
    assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  });

  it('is kept where only its owner gets', async () => {
    const first = await serverKey();

    const again = await madeKey(folder);

    assert.deepEqual(again, first);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });
});
