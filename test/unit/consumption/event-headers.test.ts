import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventHeaders } from '../../../lib/consumption/event-headers.ts';
import { hasExpired } from '../../../lib/consumption/event-lifetime.ts';

describe('the headers of an event', () => {
  test('of a repeated name the first counts, even when it cannot be decoded', () => {
    const headers = headersOf(['a', '1'], ['a', '2'], ['b', 'x'], ['b', '2']);

    assert.equal(headers.integer('a'), 1);
    assert.equal(headers.integer('b'), undefined);
  });

  test('are text as it is, without quotes', () => {
    const headers = headersOf(['a', '"x"'], ['b', ''], ['c', 'ë']);

    const texts = ['a', 'b', 'c', 'd'].map((name) => headers.text(name));
    assert.deepEqual(texts, ['"x"', '', 'ë', undefined]);
  });

  test('that are no UTF-8 become replacement characters, as in Hono', () => {
    assert.equal(headersOf(['a', Buffer.from([0x61, 0xff])]).text('a'), 'a\ufffd');
  });

  test('are JSON when asked for, and absent when they are none', () => {
    const headers = headersOf(['a', '{"b":[1]}'], ['c', 'true'], ['d', 'text']);

    const values = ['a', 'c', 'd'].map((name) => headers.json(name));
    assert.deepEqual(values, [{ b: [1] }, true, undefined]);
  });

  for (const [text, expected] of [
    ['0', 0],
    ['7', 7],
    ['-1', -1],
    ['1795301842281', 1_795_301_842_281],
    ['999999999999999', 999_999_999_999_999],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740993', undefined],
    ['1e3', 1000],
    ['1.0', 1],
    [' 5', 5],
    ['1.5', undefined],
    ['007', undefined],
    ['"5"', undefined],
    ['', undefined],
    ['5x', undefined],
    ['/', undefined],
    [':', undefined],
    ['null', undefined],
  ] as const) {
    test(`hold ${expected} as an integer when they say ${JSON.stringify(text)}`, () => {
      assert.equal(headersOf(['a', text]).integer('a'), expected);
    });
  }
});

describe('the lifetime of an event', () => {
  const cases: readonly (readonly [string, number | undefined, number | undefined, boolean])[] = [
    ['has not ended before its time to live has passed', 1000, 501, false],
    ['has not ended in the millisecond it ends in', 1000, 500, false],
    ['has ended a millisecond later', 1000, 499, true],
    ['has ended at once with a time to live of 0', 1499, 0, true],
    ['never ends without a creation time', undefined, 0, false],
    ['never ends without a time to live', 0, undefined, false],
  ];
  for (const [what, createdAtMs, timeToLiveMs, expected] of cases) {
    test(what, () => {
      assert.equal(hasExpired({ createdAtMs, timeToLiveMs }, 1500), expected);
    });
  }
});

function headersOf(...headers: readonly (readonly [string, string | Uint8Array])[]): EventHeaders {
  return new EventHeaders(headers.map(([name, value]) => ({ name, value: Buffer.from(value) })));
}
