import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConfigurationError } from '../../../lib/config/environment.ts';
import { ingestConfig } from '../../../lib/config/ingest.ts';

const REQUIRED = { KAFKA_BROKERS: 'b-1:9092', REGISTRY_TABLE: 'registry' };

describe('the limits of ingest', () => {
  test('are against guesses and large payloads when nothing is set', () => {
    assert.deepEqual(ingestConfig(REQUIRED).limits, {
      payload: { byDefault: 2048, most: 2048 },
      rates: { device: undefined, tenant: undefined },
      guesses: {
        authId: { limit: 20, windowSeconds: 60 },
        address: { limit: 1000, windowSeconds: 60 },
      },
      maxEntries: 10_000,
    });
  });

  test('are those of the environment', () => {
    const { limits } = ingestConfig({
      ...REQUIRED,
      MAX_PAYLOAD_SIZE: '100',
      MAX_TENANT_PAYLOAD_SIZE: '200',
      DEVICE_MESSAGE_RATE: '60/60',
      TENANT_MESSAGE_RATE: '1000/1',
      MAX_GUESSES_PER_AUTH_ID: '3',
      MAX_GUESSES_PER_ADDRESS: '0',
      CACHE_MAX_ENTRIES: '7',
    });

    assert.deepEqual(limits, {
      payload: { byDefault: 100, most: 200 },
      rates: {
        device: { limit: 60, windowSeconds: 60 },
        tenant: { limit: 1000, windowSeconds: 1 },
      },
      guesses: { authId: { limit: 3, windowSeconds: 60 }, address: undefined },
      maxEntries: 7,
    });
  });

  for (const [name, value] of [
    ['DEVICE_MESSAGE_RATE', '60'],
    ['DEVICE_MESSAGE_RATE', '60/60/60'],
    ['DEVICE_MESSAGE_RATE', '0/60'],
    ['TENANT_MESSAGE_RATE', '60/0'],
    ['TENANT_MESSAGE_RATE', '-1/60'],
    ['TENANT_MESSAGE_RATE', '1e3/60'],
    ['MAX_GUESSES_PER_AUTH_ID', '-1'],
    ['MAX_GUESSES_PER_ADDRESS', 'many'],
    ['MAX_TENANT_PAYLOAD_SIZE', '2047'],
    ['MAX_TENANT_PAYLOAD_SIZE', '4500001'],
  ] as const) {
    test(`are refused when ${name} is ${JSON.stringify(value)}`, () => {
      assert.throws(
        () => ingestConfig({ ...REQUIRED, [name]: value }),
        (failure) => failure instanceof ConfigurationError && failure.message.includes(name),
      );
    });
  }
});
