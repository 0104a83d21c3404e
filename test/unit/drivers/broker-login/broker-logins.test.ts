import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { brokerLogins } from '../../../../lib/drivers/broker-login/broker-logins.ts';
import { standingLogin } from '../../../../lib/drivers/broker-login/standing-login.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

async function secret(content: object): Promise<string> {
  const path = join(temporaryFolder(), 'secret.json');
  await writeFile(path, JSON.stringify(content));
  return `file:${path}`;
}

describe('a login to the brokers', () => {
  test('by IAM is a signed URL, which expires with the token', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE';
    process.env['AWS_SECRET_ACCESS_KEY'] = 's3cret';
    process.env['AWS_SESSION_TOKEN'] = 'session';
    const { current } = brokerLogins({ kind: 'iam', region: 'eu-west-1', ca: undefined });

    const { tls, sasl, expiresAtMs = 0 } = await current();

    assert.deepEqual(tls, {});
    assert.ok(sasl?.mechanism === 'OAUTHBEARER');
    const url = new URL(Buffer.from(sasl.token, 'base64url').toString());
    const query = Object.fromEntries(url.searchParams);
    assert.equal(url.origin, 'https://kafka.eu-west-1.amazonaws.com');
    assert.equal(query['Action'], 'kafka-cluster:Connect');
    assert.equal(query['X-Amz-Expires'], '900');
    assert.match(
      query['X-Amz-Credential'] ?? '',
      /^AKIDEXAMPLE\/\d{8}\/eu-west-1\/kafka-cluster\//,
    );
    assert.equal(query['X-Amz-Security-Token'], 'session');
    assert.match(query['X-Amz-Signature'] ?? '', /^[0-9a-f]{64}$/);
    const signedAt = (query['X-Amz-Date'] ?? '').replace(
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
      '$1-$2-$3T$4:$5:$6Z',
    );
    assert.equal(expiresAtMs, Date.parse(signedAt) + 900_000);
  });

  test('by a certificate has its key, and the password of the key', async () => {
    const address = await secret({ certificate: 'C', privateKey: 'K', privateKeyPassword: 'P' });
    const { current } = brokerLogins({ kind: 'mtls', secret: address, ca: 'A' });

    assert.deepEqual(await current(), { tls: { ca: 'A', cert: 'C', key: 'K', passphrase: 'P' } });
  });

  for (const [kind, content, what] of [
    ['scram', { username: 'ada' }, '{"username": …, "password": …}'],
    ['mtls', { certificate: 's3cret' }, '{"certificate": PEM, "privateKey": PEM}'],
  ] as const) {
    test(`by ${kind} names the secret that does not hold what it has to`, async () => {
      const address = await secret(content);
      const { current } = brokerLogins({ kind, secret: address, ca: undefined });

      await assert.rejects(current(), new Error(`the secret ${address} has to hold ${what}`));
    });
  }
});

describe('a client that stays', () => {
  test('shows at each authentication what the secret holds by then', async () => {
    const address = await secret({ username: 'ada', password: 'old' });
    const logins = brokerLogins({ kind: 'scram', secret: address, ca: undefined });
    const { sasl, tlsServerName } = await standingLogin(logins);
    assert.ok(sasl?.mechanism === 'SCRAM-SHA-512');
    assert.equal(await sasl.password(), 'old');
    await writeFile(address.slice('file:'.length), '{"username":"ada","password":"new"}');

    assert.equal(await sasl.password(), 'new');
    assert.equal(await sasl.username(), 'ada');
    assert.equal(tlsServerName, true);
  });

  test('has nothing to show where everybody is let in', async () => {
    assert.deepEqual(await standingLogin(brokerLogins({ kind: 'plaintext' })), {});
  });
});
