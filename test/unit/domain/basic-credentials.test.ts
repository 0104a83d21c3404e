import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseBasicCredentials } from '../../../lib/domain/basic-credentials.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('credentials of HTTP Basic', () => {
  const accepted = {
    'auth-id, tenant and password': 'sensor1@lab:hono-secret',
    'the Base64 of all in place of the user name': `${base64('sensor1@lab:hono-secret')}:`,
  };
  for (const [what, text] of Object.entries(accepted)) {
    test(`are ${what}`, () => {
      assert.deepEqual(parseBasicCredentials(`Basic ${base64(text)}`), {
        authId: 'sensor1',
        tenant: 'lab',
        password: 'hono-secret',
      });
    });
  }

  test('are split at the first @ and the first colon', () => {
    assert.deepEqual(parseBasicCredentials(`basic ${base64('a@b@c:d:e')}`), {
      authId: 'a',
      tenant: 'b@c',
      password: 'd:e',
    });
  });

  const refused = {
    'no header': [undefined, 'CREDENTIALS_MISSING'],
    'another scheme': ['Digest abc', 'CREDENTIALS_MISSING'],
    'no space behind the scheme': ['Basic', 'MALFORMED_AUTHORIZATION'],
    'what is no Base64': ['Basic !!!', 'MALFORMED_AUTHORIZATION'],
    'no tenant': [`Basic ${base64('sensor1:secret')}`, 'CREDENTIALS_REJECTED'],
    'no colon': [`Basic ${base64('sensor1@lab')}`, 'CREDENTIALS_REJECTED'],
    'an empty user name': [`Basic ${base64(':secret')}`, 'CREDENTIALS_REJECTED'],
    'an empty password': [`Basic ${base64('sensor1@lab:')}`, 'CREDENTIALS_REJECTED'],
  } as const;
  for (const [what, [header, code]] of Object.entries(refused)) {
    test(`refuse ${what} as ${code}`, () => {
      assert.throws(() => parseBasicCredentials(header), { code });
    });
  }

  test('whatever is sent is parsed or refused by a code of the catalogue', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String().map((s) => `Basic ${s}`),
        ),
        (header) => {
          try {
            parseBasicCredentials(header);
          } catch (failure) {
            assert.ok(failure instanceof ServiceError);
          }
        },
      ),
    );
  });
});
