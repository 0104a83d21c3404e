import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keptSecret } from '../../../../lib/drivers/secrets/kept-secret.ts';

const isSame = (one: string, other: string) => one === other;

/** A secret whose value and whose reader's clock the test sets. */
function secret(first: string) {
  const world = { value: first, nowMs: 0, reads: 0, fails: false };
  const read = async () => {
    world.reads += 1;
    if (world.fails) throw new Error('not now');
    return world.value;
  };
  return { world, kept: keptSecret(read, isSame, () => world.nowMs) };
}

describe('a kept secret', () => {
  test('is read once, however many ask', async () => {
    const { world, kept } = secret('one');

    assert.deepEqual(await Promise.all([kept.current(), kept.current()]), ['one', 'one']);
    assert.equal(await kept.current(), 'one');
    assert.equal(world.reads, 1);
  });

  test('is read again when it is refused', async () => {
    const { world, kept } = secret('one');
    await kept.current();
    world.value = 'two';
    world.nowMs = 60_000;

    assert.equal(await kept.insteadOf('one'), 'two');
    assert.equal(await kept.current(), 'two');
    assert.equal(world.reads, 2);
  });

  test('that is still the same has no other', async () => {
    const { world, kept } = secret('one');
    await kept.current();
    world.nowMs = 60_000;

    assert.equal(await kept.insteadOf('one'), undefined);
  });

  test('that is refused to many at a time is read once for all', async () => {
    const { world, kept } = secret('one');
    await kept.current();
    world.value = 'two';
    world.nowMs = 60_000;

    const others = await Promise.all([1, 2, 3].map(() => kept.insteadOf('one')));

    assert.deepEqual(others, ['two', 'two', 'two']);
    assert.equal(world.reads, 2);
  });

  test('that has just been read is not read again for the next refusal', async () => {
    const { world, kept } = secret('one');
    await kept.current();
    world.nowMs = 60_000;
    await kept.insteadOf('one');
    world.nowMs = 61_000;

    assert.equal(await kept.insteadOf('one'), undefined);
    assert.equal(world.reads, 2);
  });

  test('is at once what somebody else has read since', async () => {
    const { world, kept } = secret('one');
    await kept.current();
    world.value = 'two';
    world.nowMs = 60_000;
    await kept.insteadOf('one');

    assert.equal(await kept.insteadOf('one'), 'two');
    assert.equal(world.reads, 2);
  });

  test('that cannot be read is asked for again by the next one', async () => {
    const { world, kept } = secret('one');
    world.fails = true;
    await assert.rejects(kept.current());
    world.fails = false;

    assert.equal(await kept.current(), 'one');
  });
});
