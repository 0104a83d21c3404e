import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseBasicCredentials } from '../../../lib/domain/basic-credentials.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('credentials of HTTP Basic', () => {
  const accepted = {
    'auth-id, tenant and password': 'sensor1@lab:hono-secret',
    'the Base64 of all in place of the user name': `${base64('sensor1@lab:hono-secret')}:`,
  };
  for (const [what, text] of Object.entries(accepted)) {
    test(`are ${what}`, () => {
      assert.deepEqual(parseBasicCredentials(base64(text)), {
        authId: 'sensor1',
        tenant: 'lab',
        password: 'hono-secret',
      });
    });
  }

  test('are split at the first @ and the first colon', () => {
    assert.deepEqual(parseBasicCredentials(base64('a@b@c:d:e')), {
      authId: 'a',
      tenant: 'b@c',
      password: 'd:e',
    });
  });

  const ofNobody = {
    'an empty auth-id': ['@lab:secret', { authId: '', tenant: 'lab', password: 'secret' }],
    'an empty tenant': ['sensor1@:secret', { authId: 'sensor1', tenant: '', password: 'secret' }],
    'an empty password inside the user name': [
      `${base64('sensor1@lab:')}:`,
      { authId: 'sensor1', tenant: 'lab', password: '' },
    ],
  } as const;
  for (const [what, [text, credentials]] of Object.entries(ofNobody)) {
    test(`may have ${what}, which is nobody’s`, () => {
      assert.deepEqual(parseBasicCredentials(base64(text)), credentials);
    });
  }

  const refused = {
    'what is no Base64': ['!!!', 'MALFORMED_AUTHORIZATION'],
    'no tenant': [base64('sensor1:secret'), 'CREDENTIALS_REJECTED'],
    'no colon': [base64('sensor1@lab'), 'CREDENTIALS_REJECTED'],
    'an empty user name': [base64(':secret'), 'CREDENTIALS_REJECTED'],
    'an empty password': [base64('sensor1@lab:'), 'CREDENTIALS_REJECTED'],
    'a user name in Base64 without a colon': [
      base64(`${base64('sensor1@lab')}:`),
      'CREDENTIALS_REJECTED',
    ],
  } as const;
  for (const [what, [encoded, code]] of Object.entries(refused)) {
    test(`refuse ${what} as ${code}`, () => {
      assert.throws(() => parseBasicCredentials(encoded), { code });
    });
  }
});
