import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  allowedBytes,
  countedSize,
  type DataVolumeLimit,
  periodAt,
  periodName,
} from '../../../lib/domain/data-volume.ts';

const at = (instant: string) => Date.parse(instant);

function limitSince(instant: string, days?: number): DataVolumeLimit {
  return {
    maxBytes: 1000,
    minimumMessageBytes: 0,
    effectiveSinceMs: at(instant),
    period: days === undefined ? { kind: 'monthly' } : { kind: 'days', days },
  };
}

// Hono, ResourceLimitsPeriodTest.
describe('the period of a limit', () => {
  for (const [what, limit, now, start, end] of [
    [
      'is monthly since this month',
      limitSince('2019-09-06T07:15:00Z'),
      '2019-09-10T14:30:00Z',
      '2019-09-06T07:15:00Z',
      '2019-10-01T00:00:00Z',
    ],
    [
      'is monthly since another month',
      limitSince('2019-08-06T05:11:00Z'),
      '2019-09-06T14:30:00Z',
      '2019-09-01T00:00:00Z',
      '2019-10-01T00:00:00Z',
    ],
    [
      'is monthly, at the end of a year',
      limitSince('2019-08-06T05:11:00Z'),
      '2019-12-31T23:59:59Z',
      '2019-12-01T00:00:00Z',
      '2020-01-01T00:00:00Z',
    ],
    [
      'has days, and is the first',
      limitSince('2019-08-20T19:03:59Z', 30),
      '2019-09-10T14:30:00Z',
      '2019-08-20T19:03:59Z',
      '2019-09-19T19:03:59Z',
    ],
    [
      'has days, and is a later one',
      limitSince('2019-07-03T11:49:22Z', 15),
      '2019-09-10T14:30:00Z',
      '2019-09-01T11:49:22Z',
      '2019-09-16T11:49:22Z',
    ],
  ] as const) {
    test(what, () => {
      const period = periodAt(limit, at(now));

      assert.deepEqual(period, { startMs: at(start), endMs: at(end) });
      assert.equal(period && periodName(period), start);
    });
  }

  test('is none before the limit counts', () => {
    assert.equal(
      periodAt(limitSince('2019-09-06T07:15:00Z'), at('2019-09-06T07:14:59Z')),
      undefined,
    );
  });

  test('has the instant in it, and ends where the next begins', () => {
    const instants = fc.integer({ min: 0, max: 4_000_000_000_000 });
    const days = fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined });
    fc.assert(
      fc.property(instants, instants, days, (since, now, noOfDays) => {
        const limit = limitSince(new Date(since).toISOString(), noOfDays);
        const period = periodAt(limit, now);
        if (!period) return assert.ok(now < since);
        assert.ok(period.startMs <= now && now < period.endMs);
        assert.equal(periodAt(limit, period.endMs)?.startMs, period.endMs);
      }),
    );
  });
});

const allowedAt = (limit: DataVolumeLimit, instant: string) => {
  const period = periodAt(limit, at(instant));
  return period && allowedBytes(limit, period);
};

describe('what is allowed in a period', () => {
  test('is all of it in a whole month, and in any number of days', () => {
    assert.equal(allowedAt(limitSince('2019-08-06T05:11:00Z'), '2019-09-06T14:30:00Z'), 1000);
    assert.equal(allowedAt(limitSince('2019-08-20T19:03:59Z', 30), '2019-08-21T00:00:00Z'), 1000);
  });

  test('is the share of the first month that is left, by minutes, rounded up', () => {
    assert.equal(allowedAt(limitSince('2019-09-16T00:00:00Z'), '2019-09-20T00:00:00Z'), 500);
    assert.equal(allowedAt(limitSince('2019-09-30T23:59:00Z'), '2019-09-30T23:59:30Z'), 1);
  });
});

describe('what a payload counts', () => {
  for (const [payloadBytes, minimumBytes, counted] of [
    [1024, 4096, 4096],
    [10_240, 4096, 12_288],
    [4096, 4096, 4096],
    [0, 4096, 0],
    [1024, 0, 1024],
  ] as const) {
    test(`of ${payloadBytes} bytes is ${counted} when messages have ${minimumBytes} at least`, () => {
      assert.equal(countedSize(payloadBytes, minimumBytes), counted);
    });
  }
});
