import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_ITEMS_READ, readAll, toMatcher } from '../../../lib/registry/search.ts';

describe('a wanted value', () => {
  const matching: readonly (readonly [string, string])[] = [
    ['$id*', '$id:1'],
    ['*id*2', '$id:2'],
    ['$id?2', '$id:2'],
    ['*', ''],
    ['a*b*c', 'aXbYbZc'],
    ['**', 'any'],
    ['(.+)[a]', '(.+)[a]'],
  ];
  for (const [wanted, value] of matching) {
    test(`matches: ${wanted} and ${value}`, () => {
      assert.equal(toMatcher(wanted)(value), true);
    });
  }

  const different: readonly (readonly [string | number | boolean, unknown])[] = [
    ['*id*2', '$id:1'],
    ['$id:?2', '$id:2'],
    ['?', ''],
    ['a*b', 'aXbY'],
    ['abc', 'abcd'],
    ['a.c', 'abc'],
    ['1', 1],
    [1, '1'],
    [true, 'true'],
    ['*', 5],
    ['*', undefined],
  ];
  for (const [wanted, value] of different) {
    test(`does not match: ${wanted} and ${String(value)}`, () => {
      assert.equal(toMatcher(wanted)(value), false);
    });
  }

  test('with many wildcards is compared in bounded time', () => {
    assert.equal(toMatcher('*a'.repeat(100))('a'.repeat(5000) + 'b'), false);
  });
});

describe('a search', () => {
  test('looks at every page', async () => {
    const pages = [
      { items: [1, 2], next: '2' },
      { items: [3], next: undefined },
    ];
    const asked: unknown[] = [];

    const all = await readAll(async (_limit, after) => {
      asked.push(after);
      return pages[asked.length - 1] ?? { items: [] };
    });

    assert.deepEqual(all, [1, 2, 3]);
    assert.deepEqual(asked, [undefined, '2']);
  });

  test('ends with advice when there are too many to look at', async () => {
    const page = { items: Array.from({ length: 1000 }, (_, n) => n), next: 'more' };
    let pages = 0;

    const search = readAll(async () => {
      pages++;
      return page;
    });

    await assert.rejects(search, { code: 'SEARCH_TOO_WIDE', message: /cursor/ });
    assert.equal(pages, MAX_ITEMS_READ / 1000 + 1);
  });
});
