import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { type Identity, identity } from '../support/certificates.ts';
import { deviceToken, ecKeys, encodedKey, rsaKeys } from '../support/device-tokens.ts';
import { basic } from '../support/http-events.ts';
import { readCount } from '../support/kafka.ts';
import { localCloud } from '../support/local-cloud.ts';
import { overTls, type TlsRequest } from '../support/tls-request.ts';
import { untilNot503 } from '../support/until-not-503.ts';

const DEVICE = 'device-1';
const PASSWORD = 'secret';
/** Names that lead to this machine where there is a resolver; here only their text counts. */
const HOST = '127.0.0.1.nip.io';

const authority = identity({ subject: [['CN', 'Root']], isAuthority: true });
const plantAuthority = identity({ subject: [['CN', 'Plant']], isAuthority: true });
const certified = identity({ issuer: authority, keyType: 'rsa' });
/** As Hono's own tests make them: the tenant trusts the device's certificate itself. */
const selfSigned = identity({ subject: [['CN', 'self-signed']], keyType: 'rsa' });
const [ec, rsa] = [ecKeys(), rsaKeys()];

/** A tenant that shares its authorities with others. */
const sharing = (...authorities: readonly Identity[]) => ({
  'trust-anchor-group': 'group',
  'trusted-ca': authorities.map((one) => ({
    'subject-dn': one.subject,
    'public-key': encodedKey(one),
    algorithm: 'RSA',
    'not-before': '2020-01-01T00:00:00Z',
    'not-after': '2040-01-01T00:00:00Z',
  })),
});

test('devices prove who they are over TLS', async (t) => {
  const cloud = await localCloud(t, { tls: { port: 0 } });
  assert.ok(cloud.tls);
  const { url, trustedBy } = cloud.tls;
  const [port, trusted] = [Number(new URL(url).port), await readFile(trustedBy)];
  const { call } = managementApi(cloud.url, cloud.admin);
  const register = async (tenant: string, document: object, credentials: readonly object[]) => {
    await call('POST', `/tenants/${tenant}`, document, [201]);
    await call('POST', `/devices/${tenant}/${DEVICE}`, {}, [201]);
    await call('PUT', `/credentials/${tenant}/${DEVICE}`, credentials, [204]);
  };
  const upload = async (request: Partial<TlsRequest>) => {
    const headers = { 'content-type': 'application/json', ...request.headers };
    const sent = { port, trusted, body: '{}', ...request, headers };
    const { status } = await untilNot503(() => overTls(sent));
    return status;
  };

  await register('acme', { 'trusted-ca': [{ cert: authority.der.toString('base64') }] }, [
    {
      type: 'hashed-password',
      'auth-id': 'sensor',
      secrets: [{ 'pwd-plain': PASSWORD }],
    },
    {
      type: 'rpk',
      'auth-id': 'sensor',
      secrets: [
        { algorithm: 'EC', key: encodedKey(ec) },
        { algorithm: 'RSA', key: encodedKey(rsa) },
      ],
    },
    { type: 'x509-cert', cert: certified.der.toString('base64') },
  ]);
  const known = { type: 'x509-cert', 'auth-id': selfSigned.subject, secrets: [{}] };
  await register('first', { ...sharing(selfSigned), alias: 'test-alias' }, [known]);
  await register('second', sharing(selfSigned), []);

  await t.test('by a password, with TLS 1.3 alone', async () => {
    const headers = { authorization: basic('sensor', 'acme', PASSWORD) };

    assert.equal(await upload({ headers, options: { minVersion: 'TLSv1.3' } }), 202);
  });

  await t.test('by a token, whose key may be of either kind', async () => {
    const nowMs = Date.now();
    for (const pair of [ec, rsa]) {
      const authorization = `Bearer ${await deviceToken(pair, { nowMs })}`;
      assert.equal(await upload({ headers: { authorization } }), 202);
    }

    const forged = `Bearer ${await deviceToken(ecKeys(), { nowMs })}`;
    assert.equal(await upload({ headers: { authorization: forged } }), 401);
  });

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    await t.test(`by a certificate, with ${maxVersion}`, async () => {
      const options = { maxVersion, minVersion: maxVersion };

      assert.equal(await upload({ client: certified, options }), 202);
      assert.equal(
        await upload({ client: certified, method: 'PUT', path: `/event/acme/${DEVICE}`, options }),
        202,
      );
    });
  }

  await t.test(
    'by a certificate whose authority several tenants trust, at the host name',
    async () => {
      assert.equal(
        await upload({ client: selfSigned, host: `test-alias.${HOST}`, trusted: undefined }),
        202,
      );
      assert.equal(
        await upload({ client: selfSigned, host: `second.${HOST}`, trusted: undefined }),
        401,
      );
    },
  );

  await t.test('by a certificate that introduces them, however many uploads race', async () => {
    const introducing = {
      cert: plantAuthority.der.toString('base64'),
      'auto-provisioning-enabled': true,
      'auto-provisioning-device-id-template': 'robot-{{subject-cn}}',
    };
    await call('POST', '/tenants/plant', { 'trusted-ca': [introducing] }, [201]);
    const client = identity({ issuer: plantAuthority, subject: [['CN', '7']], keyType: 'rsa' });

    const answers = await Promise.all(Array.from({ length: 6 }, () => upload({ client })));

    assert.deepEqual([...new Set(answers)], [202]);
    const shown = await call('GET', '/devices/plant/robot-7', undefined, [200]);
    const { status } = (await shown.json()) as { status: Readonly<Record<string, unknown>> };
    assert.equal(status['auto-provisioned'], true);
    assert.equal(status['auto-provisioning-notification-sent'], true);
    const records = await readCount('hono.event.plant', 7, cloud.brokers);
    const told = records.filter(({ headers }) =>
      headers.some(([name]) => name === 'hono_registration_status'),
    );
    assert.equal(told.length, 1);
  });

  await t.test('not by a certificate that nobody vouches for', async () => {
    const headers = { authorization: basic('sensor', 'acme', PASSWORD) };
    const impostor = identity({ subject: [['CN', 'Root']], isAuthority: true });
    const forged = identity({ issuer: impostor });
    const unknown = identity({ subject: [['CN', 'nobody']] });

    assert.equal(await upload({ client: forged, headers }), 401);
    assert.equal(await upload({ client: unknown, headers, host: HOST, trusted: undefined }), 404);
  });
});
