import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseBasicCredentials } from '../../../lib/domain/basic-credentials.ts';
import { decodeBase64 } from '../../../lib/domain/base64.ts';
import { claimantOf, isAcceptable, parseDeviceToken } from '../../../lib/domain/device-token.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Any text that UTF-8 can carry, but for the characters that end it. */
const textWithout = (ends: RegExp) =>
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll(ends, ''));
const authId = textWithout(/[@:]/g);
const tenant = fc.oneof(
  textWithout(/:/g),
  fc.tuple(authId, authId).map((parts) => parts.join('@')),
);
const secret = fc.string({ unit: 'binary', minLength: 1 });

describe('credentials of HTTP Basic, whatever they hold', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(authId, tenant, secret, (id, owner, password) => {
        const written = { authId: id, tenant: owner, password };
        const line = `${id}@${owner}:${password}`;

        assert.deepEqual(parseBasicCredentials(base64(line)), written);
        assert.deepEqual(parseBasicCredentials(base64(`${base64(line)}:`)), written);
      }),
    );
  });

  test('are read, or refused by a code of the catalogue', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string().map(base64)), (encoded) => {
        try {
          parseBasicCredentials(encoded);
        } catch (failure) {
          assert.ok(failure instanceof ServiceError);
          assert.match(failure.code, /^(?:MALFORMED_AUTHORIZATION|CREDENTIALS_REJECTED)$/);
        }
      }),
    );
  });
});

describe('Base64', () => {
  test('is decoded with and without its padding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const encoded = Buffer.from(bytes).toString('base64');

        assert.deepEqual(decodeBase64(encoded), Buffer.from(bytes));
        assert.deepEqual(decodeBase64(encoded.replaceAll('=', '')), Buffer.from(bytes));
      }),
    );
  });

  test('is nothing that has another character, or half of its padding', () => {
    const stranger = fc.stringMatching(/^[A-Za-z0-9+/]{0,8}[-_ .,:=][A-Za-z0-9+/]{1,8}$/);
    fc.assert(fc.property(stranger, (text) => assert.equal(decodeBase64(text), undefined)));
    assert.equal(decodeBase64('QQ='), undefined);
    assert.equal(decodeBase64('Q'), undefined);
  });
});

describe('a JSON Web Token, whatever it holds', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue());
  const signature = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);

  test('is read as it was written', () => {
    fc.assert(
      fc.property(object, object, signature, (header, claims, signed) => {
        const text = [base64url(header), base64url(claims), signed].join('.');

        const token = parseDeviceToken(text);

        assert.equal(token?.text, text);
        assert.equal(JSON.stringify(token?.header), JSON.stringify(header));
        assert.equal(JSON.stringify(token?.claims), JSON.stringify(claims));
      }),
    );
  });

  test('names somebody or nobody, counts or does not, and never throws', () => {
    const claim = fc.constantFrom('aud', 'tid', 'sub', 'iss', 'iat', 'exp', 'nbf', 'typ', 'alg');
    const likely = fc.dictionary(claim, fc.oneof(fc.jsonValue(), fc.constant('hono-adapter')));
    const addressed = fc.option(fc.record({ tenant: fc.string(), authId: fc.string() }));
    fc.assert(
      fc.property(likely, likely, addressed, (header, claims, address) => {
        const token = parseDeviceToken(`${base64url(header)}.${base64url(claims)}.x`);
        assert.ok(token);

        const claimant = claimantOf(token, address ?? undefined);

        assert.equal(typeof isAcceptable(token, 0), 'boolean');
        assert.ok(claimant === undefined || typeof claimant.tenant === 'string');
      }),
    );
  });

  test('is no token when it has not three parts of base64url', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) assert.equal(parseDeviceToken(text), undefined);
      }),
    );
  });
});
