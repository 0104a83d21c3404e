import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseAuthorization } from '../../../lib/domain/authorization.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('the Authorization header', () => {
  for (const scheme of ['Basic', 'basic', 'BASIC']) {
    test(`holds credentials: ${scheme}`, () => {
      assert.deepEqual(parseAuthorization(`${scheme} ${base64('sensor1@lab:secret')}`), {
        scheme: 'basic',
        credentials: { authId: 'sensor1', tenant: 'lab', password: 'secret' },
      });
    });
  }

  for (const scheme of ['Bearer', 'bearer']) {
    test(`holds a token: ${scheme}`, () => {
      assert.deepEqual(parseAuthorization(`${scheme} a.b.c`), { scheme: 'bearer', token: 'a.b.c' });
    });
  }

  const refused = {
    'no header': [undefined, 'CREDENTIALS_MISSING'],
    'an empty header': ['', 'MALFORMED_AUTHORIZATION'],
    'another scheme': ['Digest abc', 'CREDENTIALS_MISSING'],
    'no space behind the scheme': ['Basic', 'MALFORMED_AUTHORIZATION'],
    'nothing behind the scheme': ['Bearer ', 'MALFORMED_AUTHORIZATION'],
    'a second space': [`Basic  ${base64('a@b:c')}`, 'MALFORMED_AUTHORIZATION'],
  } as const;
  for (const [what, [header, code]] of Object.entries(refused)) {
    test(`is refused for ${what} as ${code}`, () => {
      assert.throws(() => parseAuthorization(header), { code });
    });
  }

  test('is parsed or refused by a code of the catalogue, whatever is sent', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.base64String().map((text) => `Basic ${text}`),
      fc.string().map((text) => `Basic ${base64(text)}`),
      fc.string().map((text) => `Bearer ${text}`),
    );
    fc.assert(
      fc.property(anything, (header) => {
        try {
          parseAuthorization(header);
        } catch (failure) {
          assert.ok(failure instanceof ServiceError);
        }
      }),
    );
  });
});
