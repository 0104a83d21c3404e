import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { JsonObject } from '../../../../lib/domain/json.ts';
import { tokenCheck } from '../../../../lib/drivers/jose/token-check.ts';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'tidegate';
const NOW = Math.floor(Date.now() / 1000);
const MINUTE = 60;

const { privateKey, publicKey } = await generateKeyPair('ES256');
const stranger = await generateKeyPair('ES256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'k1' };
const keys = { keys: [jwk] } as unknown as JsonObject;
const check = tokenCheck({ issuer: ISSUER, audience: AUDIENCE, keys });

const valid = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'ci',
  exp: NOW + 5 * MINUTE,
  tidegate_role: 'admin',
};

type SigningKey = { readonly alg: string; readonly key: Parameters<SignJWT['sign']>[0] };

function sign(claims: JWTPayload, { alg, key }: SigningKey = { alg: 'ES256', key: privateKey }) {
  return new SignJWT(claims).setProtectedHeader({ alg, kid: 'k1' }).sign(key);
}

describe('a token for the management API', () => {
  test('makes its subject an administrator', async () => {
    const principal = await check(await sign(valid));

    assert.deepEqual(principal, { name: 'ci', scheme: 'bearer', role: 'admin' });
  });

  test('makes its subject an operator of tenants', async () => {
    const claims = { ...valid, tidegate_role: 'operator', tidegate_tenants: ['t1', 't2'] };

    const principal = await check(await sign(claims));

    assert.ok(principal.role === 'operator');
    assert.deepEqual([...principal.tenants], ['t1', 't2']);
  });

  const skewed: readonly (readonly [string, JWTPayload])[] = [
    ['expired a moment ago', { exp: NOW - MINUTE / 2 }],
    ['begins in a moment', { nbf: NOW + MINUTE / 2 }],
    ['is for several audiences', { aud: ['other', AUDIENCE] }],
  ];
  for (const [what, claims] of skewed) {
    test(`counts when it ${what}`, async () => {
      assert.equal((await check(await sign({ ...valid, ...claims }))).name, 'ci');
    });
  }

  const rejected: readonly (readonly [string, JWTPayload])[] = [
    ['of another issuer', { iss: 'https://other.example' }],
    ['for another audience', { aud: 'other' }],
    ['that expired two minutes ago', { exp: NOW - 2 * MINUTE }],
    ['that begins in two minutes', { nbf: NOW + 2 * MINUTE }],
  ];
  for (const [what, claims] of rejected) {
    test(`is refused: one ${what}`, async () => {
      const token = await sign({ ...valid, ...claims });

      await assert.rejects(check(token), { code: 'CREDENTIALS_REJECTED' });
    });
  }

  for (const claim of ['iss', 'aud', 'sub', 'exp'] as const) {
    test(`is refused: one without ${claim}`, async () => {
      const { [claim]: _left, ...claims } = valid;

      await assert.rejects(check(await sign(claims)), { code: 'CREDENTIALS_REJECTED' });
    });
  }

  test('is refused: one that a stranger has signed, or nobody, or a public key as a secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(jwk));
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(valid))}.`;
    const tokens = [
      await sign(valid, { alg: 'ES256', key: stranger.privateKey }),
      await sign(valid, { alg: 'HS256', key: secret }),
      unsigned.replaceAll('=', ''),
      'no-token',
    ];

    for (const token of tokens) {
      await assert.rejects(check(token), { code: 'CREDENTIALS_REJECTED' });
    }
  });

  const pointless: readonly (readonly [string, JWTPayload])[] = [
    ['no role', { tidegate_role: undefined }],
    ['a role of another API', { tidegate_role: undefined, role: 'admin' }],
    ['an unknown role', { tidegate_role: 'Admin' }],
    ['an operator without tenants', { tidegate_role: 'operator' }],
    ['an operator of what is no tenant', { tidegate_role: 'operator', tidegate_tenants: ['*'] }],
    ['an operator of one tenant as a text', { tidegate_role: 'operator', tidegate_tenants: 't1' }],
    ['an administrator of tenants', { tidegate_tenants: ['t1'] }],
  ];
  for (const [what, claims] of pointless) {
    test(`grants nothing: ${what}`, async () => {
      await assert.rejects(check(await sign({ ...valid, ...claims })), { code: 'NOT_AUTHORIZED' });
    });
  }
});
