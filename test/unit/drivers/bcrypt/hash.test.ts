import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from 'bcryptjs';
import { bcryptPasswordHasher } from '../../../../lib/drivers/bcrypt/hash.ts';

describe('a hashed password', () => {
  test('has the form and the cost that Hono accepts', async () => {
    const { hash, hashFunction } = bcryptPasswordHasher();

    assert.equal(hashFunction, 'bcrypt');
    assert.match(await hash('secret'), /^\$2a\$10\$[./A-Za-z0-9]{53}$/);
  });

  for (const password of ['secret', 'pässwörd €😀 "\\', 'a\0b', 'x'.repeat(72)]) {
    test(`is checked with the password alone: ${JSON.stringify(password)}`, async () => {
      const hashed = await bcryptPasswordHasher(4).hash(password);

      assert.equal(await compare(password, hashed), true);
      assert.equal(await compare(password.slice(1), hashed), false);
    });
  }

  test('has a salt of its own', async () => {
    const { hash } = bcryptPasswordHasher(4);

    assert.notEqual(await hash('secret'), await hash('secret'));
  });
});
