import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Endpoint } from '../../../lib/domain/event-record.ts';
import type { JsonObject } from '../../../lib/domain/json.ts';
import {
  MAX_TIME_TO_LIVE_SECONDS,
  parseWholeNumber,
  timeToLiveMs,
} from '../../../lib/domain/upload-parameters.ts';

/** Hono's number for none. @see Hono, `TenantConstants.UNLIMITED_TTL` */
const UNLIMITED = -1;

/** The steps of `DownstreamMessageProperties.applyEventLimits`, one by one, with its number for none. */
function eventTtlOfHono(wish: number, limit: number): number | undefined {
  let effective = limit;
  if (limit === UNLIMITED) effective = wish;
  else if (wish !== UNLIMITED && wish < limit) effective = wish;
  return effective > UNLIMITED ? effective * 1000 : undefined;
}

const seconds = fc.oneof(fc.constant(UNLIMITED), fc.nat(100), fc.nat(MAX_TIME_TO_LIVE_SECONDS));

const orAbsent = (value: number) => (value === UNLIMITED ? undefined : value);

/** What a default for a time may be by mistake; Hono drops it. */
const noTime = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer({ max: -1 }));

const endpoints: fc.Arbitrary<Endpoint> = fc.constantFrom<Endpoint>(
  { kind: 'event' },
  { kind: 'telemetry', qos: 0 },
  { kind: 'telemetry', qos: 1 },
);

describe('time to live, against Hono’s own steps', () => {
  test('is the same for whatever the device, the defaults and the tenant say', () => {
    fc.assert(
      fc.property(seconds, seconds, seconds, (requested, byDefault, limit) => {
        const defaults: JsonObject = byDefault === UNLIMITED ? {} : { ttl: byDefault };
        const wish = requested === UNLIMITED ? byDefault : requested;
        const event = orAbsent(limit);

        const actual = timeToLiveMs({ kind: 'event' }, orAbsent(requested), defaults, {
          ...(event !== undefined && { event }),
        });

        assert.equal(actual, eventTtlOfHono(wish, limit));
      }),
    );
  });

  test('is the tenant’s limit alone when the default is no time', () => {
    fc.assert(
      fc.property(endpoints, noTime, fc.nat(), (endpoint, wrong, limit) => {
        const defaults = {
          ttl: wrong,
          'ttl-telemetry-qos0': wrong,
          'ttl-telemetry-qos1': wrong,
        };
        const limits = { event: limit, telemetryQos0: limit, telemetryQos1: limit };

        assert.equal(timeToLiveMs(endpoint, undefined, defaults, limits), limit * 1000);
        assert.equal(timeToLiveMs(endpoint, undefined, defaults, {}), undefined);
      }),
    );
  });

  test('is whole milliseconds that JSON carries, or absent', () => {
    const anything = fc.oneof(fc.jsonValue(), fc.double()) as fc.Arbitrary<never>;
    fc.assert(
      fc.property(endpoints, fc.option(fc.integer()), anything, (endpoint, requested, ttl) => {
        const ms = timeToLiveMs(endpoint, requested ?? undefined, { ttl }, {});

        assert.ok(ms === undefined || (Number.isSafeInteger(ms) && ms >= 0), String(ms));
      }),
    );
  });
});

/** @see `Long.parseLong`: an optional sign, then at least one digit */
function isJavas(text: string): boolean {
  const digits = text.replace(/^[+-]/, '');
  return digits !== '' && !/[^0-9]/.test(digits);
}

describe('a whole number of a device, against Java’s', () => {
  const alike = fc.stringMatching(/^[+-]?[0-9 .eExX+-]{0,12}$/);

  test('is read where Java reads one, and as the same number', () => {
    fc.assert(
      fc.property(fc.oneof(alike, fc.string()), (text) => {
        const number = parseWholeNumber(text, MAX_TIME_TO_LIVE_SECONDS);

        assert.equal(number !== undefined, isJavas(text));
        if (number !== undefined) assert.equal(BigInt(number), BigInt(text.replace('+', '')));
      }),
    );
  });
});
