import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { BasicCredentials } from '../../../lib/domain/basic-credentials.ts';
import type { HashedPassword } from '../../../lib/domain/credentials.ts';
import { LimitExceeded } from '../../../lib/domain/limit-exceeded.ts';
import type { Guess } from '../../../lib/ingestion/guess-limit.ts';
import type { PlaceLimits } from '../../../lib/ingestion/password-places.ts';
import { secretCheck } from '../../../lib/ingestion/secret-check.ts';
import { verifiedSecrets } from '../../../lib/ingestion/verified-secrets.ts';

const presented = { tenant: 'lab', authId: 'sensor1', password: 'right' };
const wrong = { ...presented, password: 'wrong' };
const bcryptSecret: HashedPassword = { enabled: true, hashFunction: 'bcrypt', hash: '$2a$…' };

const UNCOUNTED: Guess = { count: () => {}, takeBack: () => {} };

/** Of a password that nobody presents. */
const OTHERS_HASH = '$2a$others';

function open(given: Partial<PlaceLimits & { maxAgeMs: number; maxEntries: number }> = {}) {
  const { maxAgeMs = 60_000, maxEntries = 100, perAuthId = 4, perTenant = 8, inAll = 8 } = given;
  const { unknown = 8 } = given;
  const clock = { ms: 0 };
  const checked: string[] = [];
  const verified = verifiedSecrets(
    (text) => createHash('sha256').update(text).digest('hex'),
    maxAgeMs,
    maxEntries,
    () => clock.ms,
  );
  const check = secretCheck(
    async (password, hash) => {
      checked.push(password);
      return password === 'right' && hash !== OTHERS_HASH;
    },
    verified,
    { perAuthId, perTenant, inAll, unknown },
  );
  return {
    check: {
      matches: (device: BasicCredentials, secrets: readonly HashedPassword[], guess = UNCOUNTED) =>
        check.matches(device, secrets, guess),
      matchesNothing: (guess = UNCOUNTED) => check.matchesNothing('guessed', guess),
    },
    checked,
    clock,
  };
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

  test('a password that was right for the second secret is not checked with the first again', async () => {
    const { check, checked } = open();
    const other = { ...bcryptSecret, hash: OTHERS_HASH };

    await check.matches(presented, [other, bcryptSecret]);
    assert.equal(await check.matches(presented, [other, bcryptSecret]), true);

    assert.deepEqual(checked, ['right', 'right']);
  });

  test('an unknown auth-id costs a check', async () => {
    const { check, checked } = open();

    await check.matchesNothing();

    assert.deepEqual(checked, ['guessed']);
  });

  test('the devices of one tenant leave places for those of others', async () => {
    const { check } = open({ perTenant: 2, inAll: 3 });
    const first = (tenant: string, authId: string) =>
      check.matches({ ...presented, tenant, authId }, [bcryptSecret]);

    const [one, two, three, other] = await Promise.allSettled([
      first('lab', 'sensor1'),
      first('lab', 'sensor2'),
      first('lab', 'sensor3'),
      first('plant', 'sensor1'),
    ]);

    assert.deepEqual(
      [one.status, two.status, three.status, other.status],
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
  });

  test('names that nobody has wait in places of their own, and take none from a device', async () => {
    const { check } = open({ unknown: 2, inAll: 1 });

    const [one, two, three, known] = await Promise.allSettled([
      check.matchesNothing(),
      check.matchesNothing(),
      check.matchesNothing(),
      check.matches(presented, [bcryptSecret]),
    ]);

    assert.deepEqual(
      [one.status, two.status, three.status, known.status],
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(three.status === 'rejected' && three.reason.code, 'TOO_MANY_PASSWORD_CHECKS');
  });
});

/** A guess that tells whether it is counted, or is refused. */
function guesses(refuse?: Error) {
  let counted = 0;
  const guess: Guess = {
    count: () => {
      if (refuse) throw refuse;
      counted += 1;
    },
    takeBack: () => {
      counted = 0;
    },
  };
  return { guess, counted: () => counted > 0 };
}

describe('what counts as a guess', () => {
  const digest: HashedPassword = {
    enabled: true,
    hashFunction: 'sha-256',
    hash: createHash('sha256').update('right').digest('base64'),
  };

  for (const [what, secret] of [
    ['bcrypt', bcryptSecret],
    ['a digest', digest],
  ] as const) {
    test(`a wrong password for ${what}, and not a right one`, async () => {
      const { check } = open();
      const [bad, good] = [guesses(), guesses()];

      await check.matches(wrong, [secret], bad.guess);
      await check.matches(presented, [secret], good.guess);

      assert.deepEqual([bad.counted(), good.counted()], [true, false]);
    });

    test(`beyond the limit ${what} is not looked at, unless it was right before`, async () => {
      const { check, checked, clock } = open();
      const limit = new LimitExceeded('TOO_MANY_GUESSES', 'too many', 3);
      const { guess } = guesses(limit);

      await assert.rejects(check.matches(presented, [secret], guess), limit);
      assert.deepEqual(checked, []);

      await check.matches(presented, [secret]);
      assert.equal(await check.matches(presented, [secret], guess), true);
      await assert.rejects(check.matches(wrong, [secret], guess), limit);

      clock.ms = 60_000;
      await assert.rejects(check.matches(presented, [secret], guess), limit);
    });
  }

  test('a name that nobody has', async () => {
    const { check } = open();
    const { guess, counted } = guesses();

    await check.matchesNothing(guess);

    assert.equal(counted(), true);
  });

  test('nothing that found no place', async () => {
    const { check } = open({ inAll: 0 });
    const { guess, counted } = guesses();

    await assert.rejects(check.matches(wrong, [bcryptSecret], guess), {
      code: 'TOO_MANY_PASSWORD_CHECKS',
    });

    assert.equal(counted(), false);
  });
});
