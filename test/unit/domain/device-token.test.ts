import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { claimantOf, isAcceptable, parseDeviceToken } from '../../../lib/domain/device-token.ts';
import type { JsonObject } from '../../../lib/domain/json.ts';

const NOW = 1_800_000_000;
const DAY = 24 * 3600;
const SKEW = 600;

function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString(
    'base64url',
  );
}

function token(claims: JsonObject, header: JsonObject = { typ: 'JWT', alg: 'ES256' }) {
  const text = `${encode(header)}.${encode(claims)}.c2ln`;
  return { text, header, claims };
}

describe('a token of a device', () => {
  test('is parsed into header and claims', () => {
    const given = token({ sub: 'ä' });

    assert.deepEqual(parseDeviceToken(given.text), given);
  });

  const malformed = {
    'no parts': 'abc',
    'two parts': `${encode({})}.${encode({})}`,
    'no signature': `${encode({})}.${encode({})}.`,
    'four parts': `${encode({})}.${encode({})}.c2ln.c2ln`,
    'encrypted content': `${encode({})}.a.b.c.d`,
    'a header that is no JSON': `${encode('{')}.${encode({})}.c2ln`,
    'a header that is no object': `${encode([])}.${encode({})}.c2ln`,
    'claims that are no object': `${encode({})}.${encode('null')}.c2ln`,
    'claims in Base64 with padding': `${encode({})}.${encode({ a: 1 })}==.c2ln`,
    'a blank': `${encode({})}.${encode({})}.c2ln `,
  };
  for (const [what, text] of Object.entries(malformed)) {
    test(`is none with ${what}`, () => {
      assert.equal(parseDeviceToken(text), undefined);
    });
  }

  test('is parsed to what it holds, or is none, whatever is sent', () => {
    const section = fc.oneof(fc.string(), fc.json().map(encode), fc.object().map(encode));
    const anything = fc.oneof(
      fc.string(),
      fc.array(section, { minLength: 1, maxLength: 5 }).map((sections) => sections.join('.')),
    );

    fc.assert(
      fc.property(anything, (text) => {
        const parsed = parseDeviceToken(text);
        if (parsed === undefined) return;
        const [, claims = ''] = text.split('.');
        assert.deepEqual(parsed.claims, JSON.parse(Buffer.from(claims, 'base64url').toString()));
        assert.equal(typeof isAcceptable(parsed, NOW * 1000), 'boolean');
      }),
    );
  });
});

describe('who a token comes from', () => {
  const addressed = { tenant: 'lab', authId: '4711' };
  const named = { tid: 'acme', sub: 'sensor' };
  const cases: readonly (readonly [what: string, JsonObject, object | undefined])[] = [
    [
      'its claims say, for the audience of Hono’s adapters',
      { aud: 'hono-adapter', ...named },
      { tenant: 'acme', authId: 'sensor', issuer: 'sensor' },
    ],
    [
      'its claims say, when the audience is one of several',
      { aud: ['other', 'hono-adapter'], ...named, iss: 'factory' },
      { tenant: 'acme', authId: 'sensor', issuer: 'factory' },
    ],
    ['nobody says without a tenant', { aud: 'hono-adapter', sub: 'sensor' }, undefined],
    ['nobody says without a subject', { aud: 'hono-adapter', tid: 'acme' }, undefined],
    ['nobody says by a number', { aud: 'hono-adapter', tid: 1, sub: 'sensor' }, undefined],
    ['the address says without an audience', named, { ...addressed, issuer: '4711' }],
    [
      'the address says for another audience',
      { aud: 'hono-adapter-2', ...named },
      { ...addressed, issuer: '4711' },
    ],
  ];
  for (const [what, claims, expected] of cases) {
    test(what, () => {
      assert.deepEqual(claimantOf(token(claims), addressed), expected);
    });
  }

  test('nobody says when the address names nobody either', () => {
    assert.equal(claimantOf(token(named), undefined), undefined);
  });
});

describe('what a token says of itself', () => {
  const times = { iat: NOW, exp: NOW + 3600 };
  const header = { typ: 'JWT', alg: 'ES256' };
  const cases: readonly (readonly [what: string, ok: boolean, JsonObject, JsonObject?])[] = [
    ['issued now', true, times],
    ['issued 10 minutes ahead', true, { iat: NOW + SKEW, exp: NOW + 3600 }],
    ['issued more than 10 minutes ahead', false, { iat: NOW + SKEW + 1, exp: NOW + 3600 }],
    ['issued long ago, and valid for a day', true, { iat: NOW - DAY, exp: NOW }],
    ['expired 10 minutes ago', true, { iat: NOW - 3600, exp: NOW - SKEW }],
    ['expired more than 10 minutes ago', false, { iat: NOW - 3600, exp: NOW - SKEW - 1 }],
    ['expired when it was issued', false, { iat: NOW, exp: NOW }],
    ['valid for a day and 10 minutes', true, { iat: NOW, exp: NOW + DAY + SKEW }],
    ['valid for longer', false, { iat: NOW, exp: NOW + DAY + SKEW + 1 }],
    ['not valid before 10 minutes from now', true, { ...times, nbf: NOW + SKEW }],
    ['not valid before later', false, { ...times, nbf: NOW + SKEW + 1 }],
    ['without iat', false, { exp: NOW + 3600 }],
    ['without exp', false, { iat: NOW }],
    ['with times as text', false, { iat: `${NOW}`, exp: `${NOW + 3600}` }],
    ['with nbf as text', false, { ...times, nbf: `${NOW}` }],
    ['of type JWT', true, times, { ...header, typ: 'JWT' }],
    ['of another type', false, times, { ...header, typ: 'at+jwt' }],
    ['of the type in lower case', false, times, { ...header, typ: 'jwt' }],
    ['without a type', false, times, { alg: 'ES256' }],
    ['signed with a shared secret', false, times, { ...header, alg: 'HS256' }],
    ['not signed', false, times, { ...header, alg: 'none' }],
    ['signed with SHA-1', false, times, { ...header, alg: 'RS1' }],
    ['without an algorithm', false, times, { typ: 'JWT' }],
    ['with an extension to be understood', false, times, { ...header, crit: ['b64'], b64: false }],
  ];
  for (const [what, expected, claims, given = header] of cases) {
    test(`${what}: it ${expected ? 'counts' : 'does not count'}`, () => {
      assert.equal(isAcceptable(token(claims, given), NOW * 1000), expected);
    });
  }
});
