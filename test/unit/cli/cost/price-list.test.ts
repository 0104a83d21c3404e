import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { parsePriceList, priceNames } from '../../../../cli/cost/price-list.ts';

const FOLDER = join(import.meta.dirname, '../../../../cli/cost/prices');
const files = globSync('*.json', { cwd: FOLDER });
const complete = readFileSync(join(FOLDER, 'us-east-1.json'), 'utf8');

const noPrice = { usd: null, per: 'month', asOf: '2026-11', source: 'nowhere' };

function changed(change: (prices: Record<string, unknown>) => object): string {
  const list = JSON.parse(complete) as { prices: Record<string, unknown> };
  return JSON.stringify({ ...list, prices: change(list.prices) });
}

describe('a price list', () => {
  for (const file of files) {
    test(`${file} has a date, a source and a unit for every price`, () => {
      const list = parsePriceList(readFileSync(join(FOLDER, file), 'utf8'));

      assert.equal(list.region, basename(file, '.json'));
      assert.match(list.collected, /^\d{4}-\d\d-\d\d$/);
      for (const { asOf } of Object.values(list.prices)) assert.match(asOf, /^\d{4}-\d\d$/);
      assert.deepEqual(Object.keys(list.prices), [...priceNames]);
    });
  }

  test('may say that a price could not be found', () => {
    const list = parsePriceList(changed((prices) => ({ ...prices, alarms: noPrice })));

    assert.equal(list.prices.alarms.usd, undefined);
  });

  for (const [what, json, message] of [
    ['no JSON', '{', /not JSON/],
    ['no object', '[]', /takes an object/],
    ['another currency', complete.replace('"USD"', '"EUR"'), /currency takes USD/],
    [
      'a missing price',
      changed((prices) => ({ ...prices, alarms: undefined })),
      /alarms is missing/,
    ],
    ['an unknown price', changed((prices) => ({ ...prices, tea: noPrice })), /tea/],
    ['a price that is text', complete.replace('"usd": 0.2,', '"usd": "0.2",'), /as usd/],
    ['a price without a source', complete.replaceAll('"source"', '"from"'), /source takes text/],
  ] as const) {
    test(`is refused with ${what}, by name`, () => {
      assert.throws(() => parsePriceList(json), { name: 'PriceListError', message });
    });
  }
});
