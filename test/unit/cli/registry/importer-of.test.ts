import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importerOf } from '../../../../cli/registry/importer-of.ts';
import { memoryRegistry } from '../../../../lib/drivers/memory/registry.ts';

/** Passwords that take a moment, and how many of them are in work at the most. */
function slowPasswords() {
  let [running, most] = [0, 0];
  const work = async <Result>(result: Result): Promise<Result> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => void setImmediate(resolve));
    running -= 1;
    return result;
  };
  const hasher = { hashFunction: 'bcrypt', hash: (one: string) => work(`hash of ${one}`) } as const;
  const check = (one: string, hash: string) => work(hash === `hash of ${one}`);
  return { passwords: { hasher, check }, most: () => most };
}

describe('an importer', () => {
  test('hashes and checks one password at a time, however many entities are in hand', async () => {
    const { passwords, most } = slowPasswords();
    const options = { dryRun: false, onConflict: 'fail' } as const;
    const importer = await importerOf(memoryRegistry().store, options, passwords);

    const hashes = ['a', 'b', 'c'].map((one) => importer.passwords.hash(one));
    const checks = ['a', 'b'].map((one) => importer.checkPassword(one, 'hash of a'));

    assert.deepEqual(await Promise.all(hashes), ['hash of a', 'hash of b', 'hash of c']);
    assert.deepEqual(await Promise.all(checks), [true, false]);
    assert.equal(most(), 1);
  });

  test('hashes nothing in a dry run', async () => {
    const { passwords, most } = slowPasswords();
    const options = { dryRun: true, onConflict: 'fail' } as const;
    const importer = await importerOf(memoryRegistry().store, options, passwords);

    assert.equal(await importer.passwords.hash('a'), '');
    assert.equal(most(), 0);
  });
});
