import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { amqpConfig } from '../../../lib/config/amqp.ts';
import { ConfigurationError } from '../../../lib/config/environment.ts';

void describe('the AMQP 1.0 messaging network', () => {
  void test('is absent unless its address is set', () => {
    assert.equal(amqpConfig({ AMQP_USER: 'someone' }), undefined);
    assert.equal(amqpConfig({ AMQP_URL: '' }), undefined);
  });

  void test('has AMQP’s own ports unless said', () => {
    assert.deepEqual(amqpConfig({ AMQP_URL: 'amqp://broker' }), { host: 'broker', port: 5672 });
    assert.deepEqual(amqpConfig({ AMQP_URL: 'amqps://broker' }), {
      host: 'broker',
      port: 5671,
      tls: {},
    });
    assert.deepEqual(amqpConfig({ AMQP_URL: 'amqp://[::1]:1234/' }), { host: '::1', port: 1234 });
  });

  void test('takes a user with a password, and a certificate with its key', () => {
    const env = {
      AMQP_URL: 'amqps://broker:1',
      AMQP_USER: 'me',
      AMQP_PASSWORD: 'secret',
      AMQP_CA: 'the authority',
      AMQP_CERTIFICATE: 'my certificate',
      AMQP_KEY: 'my key',
    };

    assert.deepEqual(amqpConfig(env), {
      host: 'broker',
      port: 1,
      user: { name: 'me', password: 'secret' },
      tls: { ca: 'the authority', certificate: 'my certificate', key: 'my key' },
    });
  });

  void test('takes the address of a secret in place of both', () => {
    assert.deepEqual(amqpConfig({ AMQP_URL: 'amqps://broker', AMQP_SECRET: 'amqp/tidegate' }), {
      host: 'broker',
      port: 5671,
      secret: 'amqp/tidegate',
      tls: {},
    });
  });

  void test('takes a password without encryption on this machine only', () => {
    const login = { AMQP_USER: 'me', AMQP_PASSWORD: 'password' };

    for (const AMQP_URL of ['amqp://127.0.0.1', 'amqp://localhost:1', 'amqp://[::1]']) {
      assert.deepEqual(amqpConfig({ ...login, AMQP_URL })?.user, {
        name: 'me',
        password: 'password',
      });
    }
  });

  for (const env of [
    { AMQP_URL: 'broker:5672' },
    { AMQP_URL: 'http://broker' },
    { AMQP_URL: 'amqp://user:password@broker' },
    { AMQP_URL: 'amqp://broker/queue' },
    { AMQP_URL: 'amqp://broker', AMQP_USER: 'me' },
    { AMQP_URL: 'amqps://broker', AMQP_CERTIFICATE: 'without key' },
    { AMQP_URL: 'amqp://broker', AMQP_USER: 'me', AMQP_PASSWORD: 'password@' },
    { AMQP_URL: 'amqp://broker', AMQP_SECRET: 'amqp/tidegate' },
    { AMQP_URL: 'amqp://broker', AMQP_CA: 'PEM' },
    { AMQP_URL: 'amqps://broker', AMQP_SECRET: '{"password":"password@"}' },
    { AMQP_URL: 'amqps://broker', AMQP_SECRET: 'one', AMQP_USER: 'me', AMQP_PASSWORD: 'other' },
  ]) {
    void test(`refuses ${JSON.stringify(env)}, without repeating what may be secret`, () => {
      assert.throws(
        () => amqpConfig(env),
        (failure) => failure instanceof ConfigurationError && !/password@/.test(failure.message),
      );
    });
  }
});
