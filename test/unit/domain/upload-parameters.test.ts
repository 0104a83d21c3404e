import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  MAX_TIME_TO_LIVE_SECONDS,
  parseWholeNumber,
  timeToLiveMs,
  timeUntilDisconnectSeconds,
} from '../../../lib/domain/upload-parameters.ts';

describe('a whole number of a device', () => {
  for (const [text, seconds] of [
    ['30', 30],
    ['0', 0],
    ['007', 7],
    ['+5', 5],
    ['-5', -5],
    ['', undefined],
    ['1.5', undefined],
    ['abc', undefined],
    [' 5', undefined],
    ['9223372036854775807', undefined],
    ['9223372036854775808', undefined],
    [undefined, undefined],
  ] as const) {
    test(`${JSON.stringify(text)} is ${seconds}`, () => {
      assert.equal(parseWholeNumber(text, MAX_TIME_TO_LIVE_SECONDS), seconds);
    });
  }

  test('every number within the bounds is read exactly', () => {
    const inBounds = fc.integer({ min: -MAX_TIME_TO_LIVE_SECONDS, max: MAX_TIME_TO_LIVE_SECONDS });
    fc.assert(
      fc.property(inBounds, (seconds) => {
        assert.equal(parseWholeNumber(String(seconds), MAX_TIME_TO_LIVE_SECONDS), seconds);
      }),
    );
  });
});

const EVENT = { kind: 'event' } as const;
const limitsOf = (event?: number) => (event === undefined ? {} : { event });

describe('time to live of telemetry', () => {
  const defaults = { 'ttl-telemetry-qos0': 10, 'ttl-telemetry-qos1': 20 };
  for (const [qos, given, limits, expected] of [
    [0, defaults, {}, 10_000],
    [1, defaults, {}, 20_000],
    [1, { ...defaults, ttl: 5 }, {}, 5000],
    [0, defaults, { telemetryQos0: 3, event: 1 }, 3000],
    [1, defaults, { telemetryQos0: 3 }, 20_000],
    [1, {}, { telemetryQos1: 7 }, 7000],
    [0, {}, { event: 7 }, undefined],
  ] as const) {
    test(`QoS ${qos}, defaults ${JSON.stringify(given)}, limits ${JSON.stringify(limits)}: ${expected} ms`, () => {
      assert.equal(timeToLiveMs({ kind: 'telemetry', qos }, 99, given, limits), expected);
    });
  }
});

describe('time to live', () => {
  type Case = {
    max?: number;
    requested?: number;
    byDefault?: number | string;
    expected: number | undefined;
  };
  const cases: readonly Case[] = [
    { max: 60, byDefault: 100, expected: 60_000 },
    { max: 60, requested: 100, expected: 60_000 },
    { byDefault: 50, expected: 50_000 },
    { byDefault: 50, requested: 20, expected: 20_000 },
    { requested: 33, expected: 33_000 },
    { requested: 0, expected: 0 },
    { max: 10, expected: 10_000 },
    { max: 10, requested: -5, expected: 10_000 },
    { requested: -5, byDefault: 30, expected: undefined },
    { byDefault: '30', expected: undefined },
    { byDefault: 1.9, expected: 1000 },
    { expected: undefined },
  ];
  for (const { max, requested, byDefault, expected } of cases) {
    test(`max-ttl ${max}, default ${JSON.stringify(byDefault)}, hono-ttl ${requested} gives ${expected} ms`, () => {
      const defaults = byDefault === undefined ? {} : { ttl: byDefault };

      assert.equal(timeToLiveMs(EVENT, requested, defaults, limitsOf(max)), expected);
    });
  }

  test('is never above the tenant’s limit', () => {
    const seconds = fc.nat(MAX_TIME_TO_LIVE_SECONDS);
    fc.assert(
      fc.property(seconds, seconds, seconds, (requested, byDefault, max) => {
        const ttl = timeToLiveMs(EVENT, requested, { ttl: byDefault }, { event: max });
        assert.ok((ttl ?? Infinity) <= max * 1000);
      }),
    );
  });
});

describe('time until disconnect', () => {
  for (const [requested, max, expected] of [
    [30, 60, 30],
    [30, 1, 1],
    [300, 300, 60],
    [0, 60, undefined],
    [-1, 60, undefined],
    [undefined, 60, undefined],
  ] as const) {
    test(`hono-ttd ${requested} with at most ${max} s is ${expected}`, () => {
      assert.equal(timeUntilDisconnectSeconds(requested, max), expected);
    });
  }
});
