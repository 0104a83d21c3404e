import assert from 'node:assert/strict';
import { createHmac, createSecretKey } from 'node:crypto';
import { describe, test } from 'node:test';
import { SignJWT } from 'jose';
import { signatureCheck } from '../../../../lib/drivers/jose/signature-check.ts';
import { ecKeys, encodedKey, type KeyPair, rsaKeys } from '../../../support/device-tokens.ts';

const RSA = rsaKeys();
const EC = { ES256: ecKeys('P-256'), ES384: ecKeys('P-384'), ES512: ecKeys('P-521') };

function keyOf(pair: Pick<KeyPair, 'publicKey'>) {
  return { enabled: true, key: encodedKey(pair) };
}

function check(text: string, pair: Pick<KeyPair, 'publicKey'>): Promise<boolean> {
  return signatureCheck({ text, header: {}, claims: {} }, keyOf(pair));
}

function signed(alg: string, { privateKey }: KeyPair, header = {}): Promise<string> {
  return new SignJWT({ sub: 'sensor' }).setProtectedHeader({ alg, ...header }).sign(privateKey);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('the signature of a token', () => {
  const pairs: readonly (readonly [string, KeyPair])[] = [
    ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => [alg, RSA] as const),
    ...Object.entries(EC),
  ];
  for (const [algorithm, pair] of pairs) {
    test(`is right for the key's owner: ${algorithm}`, async () => {
      assert.equal(await check(await signed(algorithm, pair), pair), true);
    });
  }

  test('is wrong for another key, of the same kind or another', async () => {
    const token = await signed('ES256', EC.ES256);

    assert.equal(await check(token, ecKeys()), false);
    assert.equal(await check(token, EC.ES384), false);
    assert.equal(await check(token, RSA), false);
  });

  test('is wrong when a byte of header, claims or signature differs', async () => {
    const parts = (await signed('RS256', RSA)).split('.');

    for (const [index, part] of parts.entries()) {
      const other = part[5] === 'A' ? 'B' : 'A';
      const changed = parts.with(index, `${part.slice(0, 5)}${other}${part.slice(6)}`);
      assert.equal(await check(changed.join('.'), RSA), false, `part ${index}`);
    }
  });

  test('proves nothing when it is made with the public key as a shared secret', async () => {
    const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: 'sensor' })}`;
    const der = RSA.publicKey.export({ type: 'spki', format: 'der' });
    const pem = RSA.publicKey.export({ type: 'spki', format: 'pem' });

    for (const secret of [der, Buffer.from(pem), createSecretKey(der).export()]) {
      const signature = createHmac('sha256', secret).update(content).digest('base64url');
      assert.equal(await check(`${content}.${signature}`, RSA), false);
    }
  });

  test('proves nothing when there is none', async () => {
    const content = `${encode({ alg: 'none', typ: 'JWT' })}.${encode({ sub: 'sensor' })}`;

    assert.equal(await check(`${content}.`, RSA), false);
  });

  test('proves nothing by a key that the token brings along', async () => {
    const stranger = ecKeys();
    const jwk = stranger.publicKey.export({ format: 'jwk' });

    for (const header of [
      { jwk },
      { jku: 'https://example.com/keys' },
      { x5u: 'https://example.com' },
    ]) {
      assert.equal(await check(await signed('ES256', stranger, header), EC.ES256), false);
    }
  });

  test('proves nothing with an RSA key that is too short', async () => {
    const short = rsaKeys(1024);
    const token = await signed('RS256', RSA);

    assert.equal(await check(token, short), false);
  });

  for (const key of ['', 'AAAA', 'no Base64 …']) {
    test(`proves nothing with what is no key: ${JSON.stringify(key)}`, async () => {
      const token = { text: await signed('ES256', EC.ES256), header: {}, claims: {} };

      assert.equal(await signatureCheck(token, { enabled: true, key }), false);
    });
  }
});
