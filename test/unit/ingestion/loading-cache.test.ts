import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadingCache } from '../../../lib/ingestion/loading-cache.ts';

function open({ maxEntries = 10 } = {}) {
  const clock = { ms: 0 };
  const loads: string[] = [];
  const answers = new Map<string, string>();
  const find = loadingCache(
    { maxAgeMs: 5000, maxEntries },
    () => clock.ms,
    async (key: string) => {
      loads.push(key);
      if (key === 'broken') throw new Error('out of reach');
      return answers.get(key);
    },
    (value) => (value === undefined ? 'never' : value === 'fleeting' ? 'briefly' : 'long'),
  );
  return { find: (key: string) => find(key, key), clock, loads, answers };
}

describe('a cache of look-ups', () => {
  test('asks again when the answer is too old', async () => {
    const { find, clock, loads, answers } = open();
    answers.set('a', 'first');
    await find('a');
    answers.set('a', 'second');

    clock.ms = 4999;
    assert.equal(await find('a'), 'first');
    clock.ms = 5000;
    assert.equal(await find('a'), 'second');

    assert.deepEqual(loads, ['a', 'a']);
  });

  test('asks once for all that ask at the same time', async () => {
    const { find, loads, answers } = open();
    answers.set('a', 'x');

    await Promise.all([find('a'), find('a'), find('a')]);

    assert.deepEqual(loads, ['a']);
  });

  test('believes briefly what may soon be another', async () => {
    const { find, clock, loads, answers } = open();
    answers.set('a', 'fleeting');
    await find('a');
    answers.set('a', 'lasting');

    clock.ms = 999;
    assert.equal(await find('a'), 'fleeting');
    clock.ms = 1000;
    assert.equal(await find('a'), 'lasting');

    assert.deepEqual(loads, ['a', 'a']);
  });

  test('remembers neither a failure nor what is not to be believed', async () => {
    const { find, loads, answers } = open();

    await assert.rejects(find('broken'), /out of reach/);
    await assert.rejects(find('broken'), /out of reach/);
    assert.equal(await find('new'), undefined);
    answers.set('new', 'exists now');
    assert.equal(await find('new'), 'exists now');

    assert.deepEqual(loads, ['broken', 'broken', 'new', 'new']);
  });

  test('keeps so many answers at most', async () => {
    const { find, loads, answers } = open({ maxEntries: 2 });
    for (const key of ['a', 'b', 'c']) answers.set(key, key);

    for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await find(key);

    assert.deepEqual(loads, ['a', 'b', 'c', 'a']);
  });
});
