import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { consumerSink } from '../../../lib/config/consumer-sink.ts';
import { ConfigurationError } from '../../../lib/config/environment.ts';

const KEY = Buffer.alloc(32, 7);
const WEBHOOK = {
  CONSUMER_SINK: 'webhook',
  WEBHOOK_URL: 'https://hooks.example/events?token=s3cret',
  WEBHOOK_KEYS: `whsec_${KEY.toString('base64')}`,
};
const BUS = { CONSUMER_SINK: 'eventbridge', EVENT_BUS: 'devices' };

describe('what the consumer does with events', () => {
  test('is to keep their state, unless something else is chosen', () => {
    assert.deepEqual(consumerSink({}), { kind: 'state' });
  });

  test('may be an event bus', () => {
    assert.deepEqual(consumerSink(BUS), {
      kind: 'eventbridge',
      bus: 'devices',
      source: 'tidegate',
    });
    assert.deepEqual(consumerSink({ ...BUS, EVENT_SOURCE: 'acme.devices' }), {
      kind: 'eventbridge',
      bus: 'devices',
      source: 'acme.devices',
    });
  });

  test('may be a webhook, with one key or several', () => {
    const other = Buffer.alloc(24, 1);
    const keys = `${WEBHOOK.WEBHOOK_KEYS},whsec_${other.toString('base64')}`;

    const sink = consumerSink({ ...WEBHOOK, WEBHOOK_KEYS: keys, WEBHOOK_TIMEOUT_MS: '300' });

    assert.deepEqual(sink, {
      kind: 'webhook',
      url: new URL(WEBHOOK.WEBHOOK_URL),
      keys: [KEY, other],
      timeoutMs: 300,
    });
  });

  for (const [what, env, named] of [
    [
      'an unknown sink',
      { CONSUMER_SINK: 'sqs' },
      /CONSUMER_SINK .*state or eventbridge or webhook/,
    ],
    ['no event bus', { CONSUMER_SINK: 'eventbridge' }, /EVENT_BUS/],
    ["a source in AWS's name", { ...BUS, EVENT_SOURCE: 'aws.iot' }, /EVENT_SOURCE/],
    ['no address', { ...WEBHOOK, WEBHOOK_URL: '' }, /WEBHOOK_URL/],
    ['an address without TLS', { ...WEBHOOK, WEBHOOK_URL: 'http://hooks.example' }, /https/],
    ['a password in the address', { ...WEBHOOK, WEBHOOK_URL: 'https://u:s3cret@h' }, /WEBHOOK_URL/],
    ['no key', { ...WEBHOOK, WEBHOOK_KEYS: '' }, /WEBHOOK_KEYS/],
    ['a key that is too short', { ...WEBHOOK, WEBHOOK_KEYS: 'whsec_s3cret==' }, /24 to 64 bytes/],
    ['a key without prefix', { ...WEBHOOK, WEBHOOK_KEYS: KEY.toString('base64') }, /whsec_/],
  ] as const) {
    test(`is refused with ${what}, without a secret in the message`, () => {
      assert.throws(
        () => consumerSink(env),
        (failure) =>
          failure instanceof ConfigurationError &&
          named.test(failure.message) &&
          !failure.message.includes('s3cret'),
      );
    });
  }
});
