import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { consumerConfig } from '../../../lib/config/consumer.ts';
import { ConfigurationError } from '../../../lib/config/environment.ts';

const REQUIRED = {
  KAFKA_BROKERS: 'b-1:9092,b-2:9092',
  STATE_TABLE: 'state',
  REGISTRY_TABLE: 'registry',
};

describe('the settings of the consumer', () => {
  test('are safe when only what is required is set', () => {
    assert.deepEqual(consumerConfig(REQUIRED), {
      kafka: { brokers: ['b-1:9092', 'b-2:9092'], security: { kind: 'plaintext' } },
      stateTable: 'state',
      registryTable: 'registry',
      cacheMaxAgeMs: 60_000,
      takesPartialFailures: false,
      retryBound: { attempts: 5, ageMs: 60_000 },
      maxConcurrency: 16,
      reserveMs: 4000,
      outcomesToLog: 'each',
      sink: { kind: 'state' },
      maxStatePayloadBytes: 1024,
      stateRetentionSeconds: 2_592_000,
    });
  });

  test('are those of the environment', () => {
    const config = consumerConfig({
      ...REQUIRED,
      PARTIAL_BATCH_FAILURES: 'true',
      RETRY_ATTEMPTS: '1',
      RETRY_SECONDS: '30',
      CONSUMER_CONCURRENCY: '1',
      CONSUMER_RESERVE_MS: '100',
      CONSUMER_LOG: 'failures',
      STATE_PAYLOAD_SIZE: '0',
      STATE_RETENTION_DAYS: '1',
      CACHE_MAX_AGE: '0',
    });

    assert.deepEqual(config, {
      kafka: { brokers: ['b-1:9092', 'b-2:9092'], security: { kind: 'plaintext' } },
      stateTable: 'state',
      registryTable: 'registry',
      cacheMaxAgeMs: 0,
      takesPartialFailures: true,
      retryBound: { attempts: 1, ageMs: 30_000 },
      maxConcurrency: 1,
      reserveMs: 100,
      outcomesToLog: 'failures',
      sink: { kind: 'state' },
      maxStatePayloadBytes: 0,
      stateRetentionSeconds: 86_400,
    });
  });

  for (const [name, value] of [
    ['PARTIAL_BATCH_FAILURES', 'TRUE'],
    ['PARTIAL_BATCH_FAILURES', '1'],
    ['RETRY_ATTEMPTS', '0'],
    ['RETRY_SECONDS', '-1'],
    ['CONSUMER_CONCURRENCY', '0'],
    ['CONSUMER_RESERVE_MS', '4s'],
    ['CONSUMER_LOG', 'none'],
    ['STATE_TABLE', ''],
    ['REGISTRY_TABLE', ''],
    ['CACHE_MAX_AGE', '3601'],
    ['KAFKA_BROKERS', 'b-1'],
  ] as const) {
    test(`are refused when ${name} is ${JSON.stringify(value)}`, () => {
      assert.throws(
        () => consumerConfig({ ...REQUIRED, [name]: value }),
        (failure) => failure instanceof ConfigurationError && failure.message.includes(name),
      );
    });
  }
});
