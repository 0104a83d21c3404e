import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  managementIamPrincipals,
  managementTokens,
  managementUsers,
} from '../../../lib/config/management-access.ts';

const HASH = `$2b$10$${'a'.repeat(53)}`;
const ADMIN = { name: 'anna', password: HASH, role: 'admin' };
const OPERATOR = { name: 'olga', password: HASH, role: 'operator', tenants: ['t1'] };

describe('MANAGEMENT_USERS', () => {
  test('names administrators, and operators with their tenants', () => {
    const users = managementUsers({ MANAGEMENT_USERS: JSON.stringify([ADMIN, OPERATOR]) });

    assert.deepEqual(users, [
      { name: 'anna', passwordHash: HASH, grant: { role: 'admin' } },
      { name: 'olga', passwordHash: HASH, grant: { role: 'operator', tenants: new Set(['t1']) } },
    ]);
  });

  for (const value of [undefined, '', '[]']) {
    test(`names nobody when it is ${JSON.stringify(value)}`, () => {
      assert.deepEqual(managementUsers({ MANAGEMENT_USERS: value }), []);
    });
  }

  const wrong: readonly (readonly [string, unknown])[] = [
    ['no list', ADMIN],
    ['a user without a name', [{ ...ADMIN, name: undefined }]],
    ['a name with a colon', [{ ...ADMIN, name: 'a:b' }]],
    ['a plain password', [{ ...ADMIN, password: 'secret' }]],
    ['a hash that takes minutes', [{ ...ADMIN, password: HASH.replace('10', '31') }]],
    ['an unknown role', [{ ...ADMIN, role: 'root' }]],
    ['an operator without tenants', [{ ...OPERATOR, tenants: [] }]],
    ['an operator of what is no tenant', [{ ...OPERATOR, tenants: ['t 1'] }]],
    ['an administrator of tenants', [{ ...ADMIN, tenants: ['t1'] }]],
    ['one name twice', [ADMIN, { ...OPERATOR, name: 'anna' }]],
  ];
  for (const [what, value] of wrong) {
    test(`is refused, and not repeated, with ${what}`, () => {
      const env = { MANAGEMENT_USERS: JSON.stringify(value) };

      assert.throws(
        () => managementUsers(env),
        (failure: Error) => {
          assert.match(failure.message, /^MANAGEMENT_USERS: /);
          assert.doesNotMatch(failure.message, /aaaa|secret/);
          return true;
        },
      );
    });
  }
});

describe('MANAGEMENT_TOKEN_ISSUER', () => {
  const tokens = { MANAGEMENT_TOKEN_ISSUER: 'i', MANAGEMENT_TOKEN_AUDIENCE: 'a' };

  test('lets no token count when it is not set', () => {
    assert.equal(managementTokens({ MANAGEMENT_TOKEN_AUDIENCE: 'a' }), undefined);
  });

  test('needs an audience and keys', () => {
    assert.throws(() => managementTokens({ MANAGEMENT_TOKEN_ISSUER: 'i' }), /AUDIENCE is not set/);
    assert.throws(() => managementTokens(tokens), /MANAGEMENT_TOKEN_KEYS is not set/);
  });

  for (const keys of ['https://issuer.example/keys', 'http://127.0.0.1:1/k', '{"keys":[]}']) {
    test(`takes keys as ${keys}`, () => {
      assert.ok(managementTokens({ ...tokens, MANAGEMENT_TOKEN_KEYS: keys })?.keys);
    });
  }

  for (const keys of ['http://issuer.example/keys', 'file:///keys', '[]', '{}', 'keys']) {
    test(`takes no keys as ${keys}`, () => {
      const env = { ...tokens, MANAGEMENT_TOKEN_KEYS: keys };

      assert.throws(
        () => managementTokens(env),
        /^ConfigurationError: MANAGEMENT_TOKEN_KEYS: it takes an https URL/,
      );
    });
  }
});

describe('MANAGEMENT_IAM_PRINCIPALS', () => {
  const arn = 'arn:aws:iam::123456789012:role/ops-*';

  test('says what IAM identities may do', () => {
    const env = { MANAGEMENT_IAM_PRINCIPALS: JSON.stringify([{ arn, role: 'admin' }]) };

    assert.deepEqual(managementIamPrincipals(env), [{ arn, grant: { role: 'admin' } }]);
    assert.deepEqual(managementIamPrincipals({}), []);
  });

  for (const value of [
    { arn, role: 'admin' },
    [{ arn }],
    [{ arn, role: 'admin', tenants: ['t1'] }],
    [{ arn, role: 'operator' }],
    [{ arn: '*', role: 'admin' }],
    [{ arn: 'arn:aws:iam::*:role/ops', role: 'admin' }],
    [{ arn: 'arn:aws:s3:::bucket', role: 'admin' }],
    ['arn'],
  ]) {
    test(`is refused as ${JSON.stringify(value)}`, () => {
      const env = { MANAGEMENT_IAM_PRINCIPALS: JSON.stringify(value) };

      assert.throws(
        () => managementIamPrincipals(env),
        /^ConfigurationError: MANAGEMENT_IAM_PRINCIPALS: /,
      );
    });
  }
});
