import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Credential, Secret } from '../../../lib/registry/credentials-document.ts';
import {
  deviceToken,
  ecKeys,
  type KeyPair,
  keySecret,
  publicKeys,
  rsaKeys,
  type TokenGiven,
} from '../../support/device-tokens.ts';
import { AN_INSTANT_MS } from '../../support/registry-values.ts';
import { southbound, type SouthboundGiven } from '../../support/southbound.ts';

/** Names of the cases are those of Hono's own tests, where it has one. */

const NOW = AN_INSTANT_MS / 1000;
const OWN = ecKeys();
const STRANGER = ecKeys();

type Case = SouthboundGiven & {
  readonly token?: TokenGiven;
  /** What signs; the device's own key unless said. */
  readonly signer?: KeyPair;
  /** What the registry knows; the device's own key unless said. */
  readonly secrets?: readonly Secret[];
  readonly credential?: Partial<Credential>;
  readonly text?: string;
  readonly path?: string;
};

async function statusOf(given: Case = {}): Promise<number | undefined> {
  const { secrets = [keySecret(OWN)], signer = OWN, path } = given;
  const { upload, produced } = await southbound({
    ...given,
    credentials: [publicKeys('sensor', secrets, given.credential)],
  });
  const text = given.text ?? (await deviceToken(signer, given.token));

  const { statusCode } = await upload({
    ...(path !== undefined && { method: 'PUT', path }),
    headers: { authorization: `Bearer ${text}` },
  });

  assert.equal(produced().length, statusCode === 202 ? 1 : 0);
  return statusCode;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const secretsOfRsa = (pair: KeyPair) => [
  keySecret(pair, { material: { ...keySecret(pair).material, algorithm: 'RSA' } }),
];

describe('JSON Web Token: the device is known', () => {
  const rsa = rsaKeys();
  const [first, second] = [keySecret(STRANGER), keySecret(OWN)];
  const cases: Readonly<Record<string, Case>> = {
    testExpandValidJwtWithValidPublicKey: {},
    'testExpandValidJwtWithValidPublicKey (RSA)': { signer: rsa, secrets: secretsOfRsa(rsa) },
    'testExpandValidJwtWithValidPublicKey (RSASSA-PSS)': {
      signer: rsa,
      secrets: secretsOfRsa(rsa),
      token: { header: { alg: 'PS256' } },
    },
    testExpandValidJwtWithMultipleDifferentPublicKeysWithinTheirValidityPeriod: {
      secrets: [{ ...first, id: 'key-2' }, second],
    },
    'the audience is one of several': { token: { claims: { aud: ['else', 'hono-adapter'] } } },
    'its credentials name the issuer': {
      credential: { ext: { iss: 'factory' } },
      token: { claims: { iss: 'factory' } },
    },
    'without an audience, by the address': {
      token: { claims: { aud: undefined, tid: undefined, sub: undefined } },
      path: '/event/acme/sensor',
      device: 'sensor',
    },
    'keys that the token brings along are not looked at': {
      token: { header: { jku: 'https://example.com/keys', x5u: 'https://example.com/chain' } },
    },
  };
  for (const [name, given] of Object.entries(cases)) {
    test(name, async () => {
      assert.equal(await statusOf(given), 202);
    });
  }
});

describe('JSON Web Token: the device is refused with 401', () => {
  const claims = { aud: 'hono-adapter', tid: 'acme', sub: 'sensor', iat: NOW, exp: NOW + 60 };
  const jwk = STRANGER.publicKey.export({ format: 'jwk' });
  const cases: Readonly<Record<string, Case>> = {
    testExpandFailsForMalformedJws: { text: 'no.token' },
    testExpandFailsForTokenWithoutIat: { token: { claims: { iat: undefined } } },
    testExpandFailsForTokenWithoutExpiration: { token: { claims: { exp: undefined } } },
    testExpandNotYetValidJwtWithValidEcPublicKey: {
      token: { claims: { iat: NOW + 601, exp: NOW + 3600 } },
    },
    'it has expired': { token: { claims: { iat: NOW - 3600, exp: NOW - 601 } } },
    testExpandFailsForTokenExceedingMaxValidityPeriod: {
      token: { claims: { exp: NOW + 24 * 3600 + 601 } },
    },
    testExpandFailsIfCandidateKeyCannotBeDeserialized: {
      secrets: [keySecret(OWN, { material: { key: 'bm90IGEga2V5', algorithm: 'EC' } })],
    },
    testExpandFailsForNonMatchingPublicKey: { signer: STRANGER },
    testExpandFailsIfNoCandidateKeyExist: {
      secrets: [keySecret(OWN, { enabled: false })],
    },
    'the key is not valid yet': {
      secrets: [keySecret(OWN, { 'not-before': new Date(AN_INSTANT_MS).toISOString() })],
    },
    'the key is not valid any more': {
      secrets: [keySecret(OWN, { 'not-after': new Date(AN_INSTANT_MS).toISOString() })],
    },
    'the credentials are disabled': { credential: { enabled: false } },
    testExpandFailsForTokenWithInvalidType: { token: { header: { typ: 'at+jwt' } } },
    'it is not signed': { text: `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.` },
    'it brings along the key that it is signed with': {
      signer: STRANGER,
      token: { header: { jwk } },
    },
    'its credentials name another issuer': {
      credential: { ext: { iss: 'factory' } },
      token: { claims: { iss: 'elsewhere' } },
    },
    'its tenant is unknown': { token: { claims: { tid: 'nobody' } } },
    'its tenant is no identifier': { token: { claims: { tid: 'a b' } } },
    'its auth-id is unknown': { token: { claims: { sub: 'nobody' } } },
    'its claims name no tenant': { token: { claims: { tid: undefined } } },
    'POST /event without the audience hono-adapter': { token: { claims: { aud: 'else' } } },
    'the address names another auth-id': {
      token: { claims: { aud: undefined } },
      path: '/event/acme/4711',
    },
  };
  for (const [name, given] of Object.entries(cases)) {
    test(name, async () => {
      assert.equal(await statusOf(given), 401);
    });
  }

  test('a token that names nobody is answered like no credentials at all', async () => {
    const { upload } = await southbound();

    const answer = await upload({ headers: { authorization: 'Bearer no.token' } });

    assert.equal(answer.body, '{"error":"Unauthorized"}');
    assert.equal(answer.headers?.['www-authenticate'], 'Bearer realm="Hono", Basic realm="Hono"');
  });
});

describe('JSON Web Token: the tenant’s state comes before the signature, as 403', () => {
  const cases: Readonly<Record<string, Case>> = {
    'the tenant is disabled': { tenantDocument: { enabled: false } },
    'the adapter is disabled': {
      tenantDocument: {
        adapters: [{ type: 'hono-mqtt', enabled: true, 'device-authentication-required': true }],
      },
    },
  };
  for (const [name, given] of Object.entries(cases)) {
    test(name, async () => {
      assert.equal(await statusOf({ ...given, signer: STRANGER }), 403);
    });
  }
});
