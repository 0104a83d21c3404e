import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { groupedReads } from '../../../../../lib/drivers/dynamodb/groups/grouped-reads.ts';
import type { BatchGet } from '../../../../../lib/drivers/dynamodb/item-reader.ts';
import type { ItemKey } from '../../../../../lib/drivers/dynamodb/registry-keys.ts';

/** A table in which every item is, and what it was asked for. */
function fullTable() {
  const requests: (readonly ItemKey[])[] = [];
  const batchGet: BatchGet = async (asked) => {
    requests.push(asked);
    return { items: asked.map((key) => ({ ...key, found: key.sk })), unprocessed: [] };
  };
  return { getItem: groupedReads(batchGet), requests };
}

function keys(count: number): ItemKey[] {
  return Array.from({ length: count }, (_, n) => ({ pk: 'devices', sk: `d${n}` }));
}

describe('reads in groups', () => {
  test('that are asked for side by side are one request, and each gets its own item', async () => {
    const { getItem, requests } = fullTable();

    const items = await Promise.all(keys(7).map(getItem));

    assert.deepEqual(
      items.map((item) => item?.['found']),
      keys(7).map(({ sk }) => sk),
    );
    assert.deepEqual(requests, [keys(7)]);
  });

  test('ask for a key once, however many want it', async () => {
    const { getItem, requests } = fullTable();
    const wanted = [...keys(100), ...keys(100)];

    const items = await Promise.all(wanted.map(getItem));

    assert.deepEqual(requests, [keys(100)]);
    assert.equal(items.filter((item) => item?.['found'] === 'd99').length, 2);
  });

  test('have a hundred keys at the most', async () => {
    const { getItem, requests } = fullTable();

    await Promise.all(keys(250).map(getItem));

    assert.deepEqual(
      requests.map(({ length }) => length),
      [100, 100, 50],
    );
  });

  test('find nothing where nothing is', async () => {
    const getItem = groupedReads(async () => ({ items: [], unprocessed: [] }));

    assert.equal(await getItem({ pk: 'devices', sk: 'd1' }), undefined);
  });

  test('see what was written before they were asked for', async () => {
    let stored = 'old';
    const answers: (() => void)[] = [];
    const getItem = groupedReads(async ([key]) => {
      const found = stored;
      await new Promise<void>((answer) => void answers.push(answer));
      return { items: [{ ...key, found }], unprocessed: [] };
    });
    const [key] = keys(1);
    assert.ok(key);
    const early = getItem(key);
    while (answers.length < 1) await turn();

    stored = 'new';
    const late = getItem(key);
    while (answers.length < 2) await turn();
    for (const answer of answers) answer();

    assert.equal((await early)?.['found'], 'old');
    assert.equal((await late)?.['found'], 'new');
  });

  test('fail together, and the next ones go on', async () => {
    let failures = 1;
    const getItem = groupedReads(async (asked) => {
      if (failures-- > 0) throw new Error('socket hang up');
      return { items: asked, unprocessed: [] };
    });

    const outcomes = await Promise.allSettled(keys(3).map(getItem));
    const again = await Promise.all(keys(3).map(getItem));

    for (const outcome of outcomes) {
      assert.equal(outcome.status === 'rejected' && outcome.reason.code, 'REGISTRY_UNAVAILABLE');
    }
    assert.deepEqual(again, keys(3));
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
