import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alternate, median, percentile, ratioByRounds } from '../../../bench/statistics.ts';

describe('percentiles', () => {
  it('are samples by the nearest rank, in whatever order they came', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);

    assert.equal(median(samples), 50);
    assert.equal(percentile(samples, 0.99), 99);
    assert.equal(percentile(samples, 1), 100);
    assert.equal(percentile([7], 0.01), 7);
  });

  it('of nothing are no number', () => {
    assert.ok(Number.isNaN(median([])));
  });
});

describe('a ratio by rounds', () => {
  it('is not decided by one disturbed round', () => {
    assert.equal(ratioByRounds([2, 20, 2], [1, 1, 1]), 2);
  });
});

describe('alternating sides', () => {
  it('measures them in turns, and does not count the first round', async () => {
    const turns: string[] = [];
    const side = (name: string) => async () => turns.push(name);

    const measured = await alternate(2, { ours: side('ours'), bare: side('bare') });

    assert.deepEqual(turns, ['ours', 'bare', 'ours', 'bare', 'ours', 'bare']);
    assert.deepEqual(measured, { ours: [3, 5], bare: [4, 6] });
  });
});
