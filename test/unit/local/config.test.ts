import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parseConfig } from '../../../local/config.ts';

describe('the configuration of npm start', () => {
  it('needs nothing', () => {
    assert.deepEqual(parseConfig({}, []), {
      port: 8080,
      tls: {},
      metrics: {},
      kafkaPort: 9092,
      brokers: [],
      autoCreateTopics: true,
      amqpPort: undefined,
      dataDir: resolve('.tidegate'),
      admin: undefined,
      demo: true,
      isolation: 'process',
      packageDir: undefined,
      maxEnvironments: 4,
      concurrency: 1,
      freeze: false,
      requestsOnly: false,
      fresh: false,
    });
  });

  it('takes every variable', () => {
    const variables = {
      PORT: '0',
      TLS_PORT: '8444',
      TLS_KEY: '/key.pem',
      TLS_CERT: '/certificate.pem',
      TLS_CLIENT_CERTIFICATES: 'required',
      TLS_TRUSTSTORE: '/authorities.pem',
      METRICS_PORT: '8089',
      KAFKA_PORT: '9093',
      AMQP_PORT: '5673',
      KAFKA_BROKERS: 'a:1, b:2,[::1]:3,',
      DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000',
      KAFKA_AUTO_CREATE: 'false',
      TIDEGATE_DATA: '/data',
      TIDEGATE_ADMIN: 'me:a:b',
      TIDEGATE_DEMO: '0',
      TIDEGATE_ISOLATION: 'none',
      TIDEGATE_ENVIRONMENTS: '2',
      TIDEGATE_CONCURRENCY: '64',
      TIDEGATE_FREEZE: 'true',
      TIDEGATE_TRIGGERS: 'requests',
    };

    assert.deepEqual(parseConfig(variables, ['--fresh', '--amqp']), {
      port: 0,
      tls: {
        port: 8444,
        files: { key: '/key.pem', certificate: '/certificate.pem' },
        mutual: { truststore: '/authorities.pem' },
      },
      metrics: { port: 8089 },
      kafkaPort: 9093,
      brokers: ['a:1', 'b:2', '[::1]:3'],
      dynamoDbEndpoint: 'http://127.0.0.1:8000',
      autoCreateTopics: false,
      amqpPort: 5673,
      dataDir: '/data',
      admin: 'me:a:b',
      demo: false,
      isolation: 'none',
      packageDir: undefined,
      maxEnvironments: 2,
      concurrency: 64,
      freeze: true,
      requestsOnly: true,
      fresh: true,
    });
  });

  it('takes an empty variable for none', () => {
    assert.deepEqual(
      parseConfig(
        {
          PORT: '',
          TLS_PORT: '',
          TLS_KEY: '',
          KAFKA_BROKERS: '',
          DYNAMODB_ENDPOINT: '',
          TIDEGATE_ADMIN: '',
        },
        [],
      ),
      parseConfig({}, []),
    );
  });

  it('serves nothing over TLS when that is off', () => {
    assert.equal(parseConfig({ TLS_PORT: 'off', TLS_KEY: '/key.pem' }, []).tls, undefined);
  });

  const refusals: [variable: string, value: string][] = [
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80a'],
    ['TLS_PORT', 'on'],
    ['TLS_KEY', '/key.pem'],
    ['TLS_CLIENT_CERTIFICATES', 'none'],
    ['TLS_CLIENT_CERTIFICATES', 'required'],
    ['KAFKA_PORT', 'none'],
    ['KAFKA_BROKERS', 'localhost'],
    ['KAFKA_BROKERS', 'a:1,b'],
    ['KAFKA_AUTO_CREATE', 'no'],
    ['DYNAMODB_ENDPOINT', '127.0.0.1:8000'],
    ['TIDEGATE_ADMIN', 'admin'],
    ['TIDEGATE_ADMIN', ':secret'],
    ['TIDEGATE_ADMIN', 'admin:'],
    ['TIDEGATE_DEMO', 'yes'],
    ['TIDEGATE_ISOLATION', 'thread'],
    ['TIDEGATE_ENVIRONMENTS', '0'],
    ['TIDEGATE_CONCURRENCY', '1.5'],
    ['TIDEGATE_FREEZE', '1'],
  ];
  for (const [variable, value] of refusals) {
    it(`refuses ${variable}=${value} in one sentence that names it`, () => {
      assert.throws(() => parseConfig({ [variable]: value }, []), {
        name: 'StartFailure',
        message: new RegExp(`^${variable}[ =][^\\n]+\\.$`),
      });
    });
  }

  it('never shows the password that it refuses', () => {
    assert.throws(
      () => parseConfig({ TIDEGATE_ADMIN: 'secret' }, []),
      (failure: Error) => {
        return !failure.message.includes('secret');
      },
    );
  });

  it('refuses an argument that it does not know', () => {
    assert.throws(() => parseConfig({}, ['--frehs']), /"--frehs" is no argument/);
  });

  it('takes a package, which runs isolated', () => {
    const { packageDir } = parseConfig({ TIDEGATE_PACKAGE: '.serverless' }, []);
    const inOneProcess = { TIDEGATE_PACKAGE: '.serverless', TIDEGATE_ISOLATION: 'none' };

    assert.equal(packageDir, resolve('.serverless'));
    assert.throws(() => parseConfig(inOneProcess, []), /a package runs isolated, so unset one/);
  });
});
