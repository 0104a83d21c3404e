import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConfigurationError } from '../../../lib/config/environment.ts';
import { kafkaSecurity } from '../../../lib/config/kafka.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const ARN = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:AmazonMSK_tidegate-AbCdEf';

describe('the security of connections to Kafka', () => {
  test('is none when nothing is set', () => {
    assert.deepEqual(kafkaSecurity({}), { kind: 'plaintext' });
    assert.deepEqual(kafkaSecurity({ KAFKA_SECURITY: '', KAFKA_SECRET: '', KAFKA_CA: '' }), {
      kind: 'plaintext',
    });
  });

  test('by TLS trusts the system’s authorities, or those of KAFKA_CA', () => {
    assert.deepEqual(kafkaSecurity({ KAFKA_SECURITY: 'tls' }), { kind: 'tls', ca: undefined });
    assert.deepEqual(kafkaSecurity({ KAFKA_SECURITY: 'tls', KAFKA_CA: PEM }), {
      kind: 'tls',
      ca: PEM,
    });
  });

  test('by IAM has the region of the environment', () => {
    assert.deepEqual(kafkaSecurity({ KAFKA_SECURITY: 'iam', AWS_REGION: 'eu-west-1' }), {
      kind: 'iam',
      ca: undefined,
      region: 'eu-west-1',
    });
  });

  for (const kind of ['scram', 'mtls']) {
    for (const secret of [ARN, 'AmazonMSK_tidegate', 'file:/run/secrets/kafka.json']) {
      test(`by ${kind} has the secret ${secret}`, () => {
        assert.deepEqual(kafkaSecurity({ KAFKA_SECURITY: kind, KAFKA_SECRET: secret }), {
          kind,
          ca: undefined,
          secret,
        });
      });
    }
  }

  const refusals: readonly (readonly [Record<string, string>, string])[] = [
    [
      { KAFKA_SECURITY: 'ssl' },
      'KAFKA_SECURITY is "ssl"; it takes plaintext or tls or iam or scram or mtls',
    ],
    [{ KAFKA_SECURITY: 'iam' }, 'AWS_REGION is not set'],
    [{ KAFKA_SECURITY: 'scram' }, 'KAFKA_SECRET is not set'],
    [
      { KAFKA_SECURITY: 'iam', AWS_REGION: 'eu-west-1', KAFKA_SECRET: ARN },
      'KAFKA_SECRET goes with KAFKA_SECURITY=scram or mtls, and KAFKA_SECURITY is iam',
    ],
    [
      { KAFKA_CA: PEM },
      'KAFKA_CA goes with KAFKA_SECURITY=tls, iam, scram or mtls, and KAFKA_SECURITY is plaintext',
    ],
    [
      { KAFKA_SECURITY: 'tls', KAFKA_CA: '/etc/ssl/ca.pem' },
      'KAFKA_CA takes certificates in PEM, as they stand in their file',
    ],
    [
      { KAFKA_SECURITY: 'scram', KAFKA_SECRET: '{"username":"ada","password":"s3cret"}' },
      'KAFKA_SECRET takes the name or the ARN of a secret in Secrets Manager, or file: and a path',
    ],
  ];
  for (const [variables, message] of refusals) {
    test(`is refused with the sentence "${message}"`, () => {
      assert.throws(() => kafkaSecurity(variables), new ConfigurationError(message));
    });
  }
});
