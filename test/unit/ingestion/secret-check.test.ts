import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { HashedPassword } from '../../../lib/domain/credentials.ts';
import { secretCheck } from '../../../lib/ingestion/secret-check.ts';
import { verifiedSecrets } from '../../../lib/ingestion/verified-secrets.ts';

const presented = { tenant: 'lab', authId: 'sensor1', password: 'right' };
const wrong = { ...presented, password: 'wrong' };
const bcryptSecret: HashedPassword = { enabled: true, hashFunction: 'bcrypt', hash: '$2a$…' };

function open({ maxAgeMs = 60_000, maxEntries = 100, perAuthId = 4, inAll = 8 } = {}) {
  const clock = { ms: 0 };
  const checked: string[] = [];
  const verified = verifiedSecrets(
    (text) => createHash('sha256').update(text).digest('hex'),
    maxAgeMs,
    maxEntries,
    () => clock.ms,
  );
  const check = secretCheck(
    async (password) => {
      checked.push(password);
      return password === 'right';
    },
    verified,
    { perAuthId, inAll },
  );
  return { check, checked, clock };
}

describe('checking a secret', () => {
  test('a right bcrypt password is checked once for as long as it is believed', async () => {
    const { check, checked, clock } = open();

    assert.equal(await check.matches(presented, [bcryptSecret]), true);
    assert.equal(await check.matches(presented, [bcryptSecret]), true);
    assert.deepEqual(checked, ['right']);

    clock.ms = 60_000;
    await check.matches(presented, [bcryptSecret]);
    assert.deepEqual(checked, ['right', 'right']);
  });

  test('a wrong password is checked each time and evicts nothing', async () => {
    const { check, checked } = open({ maxEntries: 1 });
    await check.matches(presented, [bcryptSecret]);

    assert.equal(await check.matches(wrong, [bcryptSecret]), false);
    assert.equal(await check.matches(wrong, [bcryptSecret]), false);
    assert.equal(await check.matches(presented, [bcryptSecret]), true);

    assert.deepEqual(checked, ['right', 'wrong', 'wrong']);
  });

  test('a password that was right for another hash, tenant or auth-id is checked again', async () => {
    const { check, checked } = open();
    await check.matches(presented, [bcryptSecret]);

    await check.matches(presented, [{ ...bcryptSecret, hash: '$2a$other' }]);
    await check.matches({ ...presented, tenant: 'la', authId: 'bsensor1' }, [bcryptSecret]);

    assert.equal(checked.length, 3);
  });

  test('checks of the same secret at the same time are one check', async () => {
    const { check, checked } = open();

    const results = await Promise.all(
      Array.from({ length: 20 }, () => check.matches(presented, [bcryptSecret])),
    );

    assert.ok(results.every(Boolean));
    assert.equal(checked.length, 1);
  });

  test('guesses beyond the bound of an auth-id are refused, others go on', async () => {
    const { check } = open({ perAuthId: 2 });
    const guess = (password: string) => check.matches({ ...presented, password }, [bcryptSecret]);

    const [first, second, third, other] = await Promise.allSettled([
      guess('1'),
      guess('2'),
      guess('3'),
      check.matches({ ...presented, authId: 'sensor2' }, [bcryptSecret]),
    ]);

    assert.deepEqual(
      [first.status, second.status, third.status, other.status],
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(third.status === 'rejected' && third.reason.code, 'TOO_MANY_PASSWORD_CHECKS');
  });

  test('one of several secrets is enough, a digest before bcrypt', async () => {
    const { check, checked } = open();
    const salt = Buffer.from('salt');
    const digest: HashedPassword = {
      enabled: true,
      hashFunction: 'sha-256',
      salt: salt.toString('base64'),
      hash: createHash('sha256').update(salt).update('right').digest('base64'),
    };

    assert.equal(await check.matches(presented, [bcryptSecret, digest]), true);
    assert.deepEqual(checked, []);
  });

  test('an unknown auth-id costs a check', async () => {
    const { check, checked } = open();

    await check.matchesNothing(wrong);

    assert.deepEqual(checked, ['wrong']);
  });
});
