import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { normaliseTimestamp, toTimestamp } from '../../../lib/domain/timestamp.ts';

describe('a timestamp', () => {
  const normal: readonly (readonly [string, string])[] = [
    ['2019-04-27T12:00:00Z', '2019-04-27T12:00:00Z'],
    ['2019-04-27T12:00Z', '2019-04-27T12:00:00Z'],
    ['2019-04-27T12:00:00+02:00', '2019-04-27T10:00:00Z'],
    ['2020-01-01T00:00:00+05', '2019-12-31T19:00:00Z'],
    ['2020-01-01T00:00:00.999999999Z', '2020-01-01T00:00:00Z'],
    ['2020-02-29T23:59:59Z', '2020-02-29T23:59:59Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
  ];
  for (const [text, expected] of normal) {
    test(`in normal form: ${text}`, () => {
      assert.equal(normaliseTimestamp(text), expected);
    });
  }

  for (const text of [
    'x',
    '2020-01-01',
    '2020-01-01T00:00:00',
    '2020-01-01 00:00:00Z',
    '2020-01-01T00:00:00-0130',
    '2020-13-01T00:00:00Z',
    '2020-02-30T00:00:00Z',
    '2019-02-29T00:00:00Z',
    '2020-01-01T25:00:00Z',
  ]) {
    test(`is none: ${text}`, () => {
      assert.equal(normaliseTimestamp(text), undefined);
    });
  }

  test('has no fraction of a second', () => {
    assert.equal(toTimestamp(1_795_301_842_999), '2026-11-21T22:57:22Z');
  });
});
