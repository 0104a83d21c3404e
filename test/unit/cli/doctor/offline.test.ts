import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeChecks } from '../../../../cli/doctor/check.ts';
import type { Finding } from '../../../../cli/doctor/finding.ts';
import { offlineChecks } from '../../../../cli/doctor/offline/checks.ts';
import { deployment } from '../../../support/deployments.ts';

type Changes = Parameters<typeof deployment>[0];

describe('tidegate doctor, without an account', () => {
  test('finds nothing where nothing is wrong', async () => {
    assert.deepEqual(await findings(), []);
  });

  const wrong: readonly [string, Changes, Finding['severity'], RegExp][] = [
    [
      'a variable that its function does not understand',
      { functions: { ingest: { environment: { CACHE_MAX_AGE: 'x' } } } },
      'error',
      /^ingest: CACHE_MAX_AGE is "x"; it takes a whole number from 0 to 3600 · /,
    ],
    [
      'a variable that is missing',
      { functions: { publisher: { environment: { REGISTRY_TABLE: '' } } } },
      'error',
      /^publisher: REGISTRY_TABLE is not set/,
    ],
    [
      'a function behind API Gateway that takes longer than the gateway waits',
      { functions: { ingest: { timeoutSeconds: 30 } } },
      'error',
      /^ingest: may take 30 s, and API Gateway answers 503 after 30 s .*timeout below 30/,
    ],
    [
      'a consumer that takes longer than a mapping waits',
      { functions: { consumer: { timeoutSeconds: 841 } } },
      'error',
      /^consumer: may take 841 s; .* 840 s at most/,
    ],
    [
      'a consumer that keeps back all of its time',
      { functions: { consumer: { environment: { CONSUMER_RESERVE_MS: '10000' } } } },
      'error',
      /^consumer: CONSUMER_RESERVE_MS is 10000, all of the 10 s/,
    ],
    [
      'a receiver that may take longer than the consumer has',
      {
        functions: {
          consumer: {
            environment: {
              CONSUMER_SINK: 'webhook',
              WEBHOOK_URL: 'https://example.org/',
              WEBHOOK_KEYS: `whsec_${Buffer.alloc(24).toString('base64')}`,
              WEBHOOK_TIMEOUT_MS: '6000',
            },
          },
        },
      },
      'warning',
      /^consumer: WEBHOOK_TIMEOUT_MS is 6000, and 6000 ms are left/,
    ],
    [
      'partial answers that the mapping does not take',
      { properties: { FunctionResponseTypes: [] } },
      'error',
      /^mapping: takes no partial answers, and the consumer gives them: .* lost/,
    ],
    [
      'partial answers of which the consumer does not know',
      { functions: { consumer: { environment: { PARTIAL_BATCH_FAILURES: '' } } } },
      'warning',
      /^mapping: takes partial answers, and the consumer does not know/,
    ],
    [
      'partial answers without the provisioned mode',
      { properties: { ProvisionedPollerConfig: undefined } },
      'error',
      /^mapping: partial answers need the provisioned mode/,
    ],
    [
      'a mapping that gives up by itself',
      { properties: { MaximumRetryAttempts: 3 } },
      'error',
      /^mapping: gives up after 3 retries/,
    ],
    [
      'a mapping that drops old events',
      { properties: { MaximumRecordAgeInSeconds: 60 } },
      'error',
      /^mapping: drops events older than 60 s unread/,
    ],
    [
      'a mapping that cuts batches',
      { properties: { BisectBatchOnFunctionError: true } },
      'warning',
      /^mapping: cuts failed batches in two/,
    ],
    [
      'a failure destination, with which retries end',
      { properties: { DestinationConfig: { OnFailure: { Destination: 'kafka://x' } } } },
      'warning',
      /^mapping: has a failure destination/,
    ],
    [
      'a mapping that misses what comes while it is made',
      { properties: { StartingPosition: 'LATEST' } },
      'warning',
      /^mapping: starts at LATEST/,
    ],
    [
      'mappings that share no pollers',
      { properties: { ProvisionedPollerConfig: { MaximumPollers: 20 } } },
      'warning',
      /^mapping: has no PollerGroupName/,
    ],
    [
      'a group that its pollers fill up',
      { properties: { ProvisionedPollerConfig: { PollerGroupName: 'x' } } },
      'warning',
      /^mapping: MaximumPollers is 200: a group of 2000 holds fewer than 100 mappings/,
    ],
    [
      'events that are gone before their retries end',
      {
        functions: {
          reconciler: { environment: { TOPIC_RETENTION_HOURS: '1' } },
          consumer: { environment: { RETRY_SECONDS: '3600' } },
        },
      },
      'error',
      /^consumer: retries an event for 3600 s, and its topic keeps it for 1 h/,
    ],
    [
      'dead letters that go before the events',
      { functions: { reconciler: { environment: { DEAD_LETTER_RETENTION_HOURS: '24' } } } },
      'warning',
      /^reconciler: dead letters are kept for 24 h, events for 168 h/,
    ],
    [
      'payloads that a broker refuses unless told otherwise',
      { functions: { ingest: { environment: { MAX_TENANT_PAYLOAD_SIZE: '1048000' } } } },
      'warning',
      /^ingest: lets payloads of 1048000 bytes in/,
    ],
    [
      'a removal before devices are kept out',
      { functions: { reconciler: { environment: { REMOVAL_GRACE: '59' } } } },
      'warning',
      /^reconciler: a deleted tenant's mapping may go after 59 s/,
    ],
    [
      'devices that prove nothing',
      { functions: { ingest: { environment: { AUTHENTICATION_REQUIRED: 'false' } } } },
      'warning',
      /^ingest: AUTHENTICATION_REQUIRED is false/,
    ],
    [
      'a management API that nobody may use',
      { functions: { registry: { environment: { TIDEGATE_ADMIN: '' } } } },
      'warning',
      /^registry: nobody may use the management API/,
    ],
    [
      'a cluster that is a placeholder',
      {
        functions: {
          reconciler: {
            environment: { MSK_CLUSTER_ARN: 'arn:aws:kafka:eu-west-1:000000000000:cluster/a/1' },
          },
        },
      },
      'error',
      /^cluster: MSK_CLUSTER_ARN is the placeholder/,
    ],
    [
      'brokers that are a placeholder',
      {
        functions: { reconciler: { environment: { KAFKA_BROKERS: 'b-1.tidegate.invalid:9092' } } },
      },
      'error',
      /^cluster: KAFKA_BROKERS is the placeholder/,
    ],
    [
      'brokers that do not serve what the functions show',
      { functions: { reconciler: { environment: { KAFKA_SECURITY: 'tls' } } } },
      'error',
      /^cluster: KAFKA_SECURITY is tls, and MSK does not serve it at b-1\..*:9098/,
    ],
    [
      'connections that everybody may read',
      {
        functions: {
          reconciler: {
            environment: { KAFKA_BROKERS: 'kafka.example.org:9092', KAFKA_SECURITY: '' },
          },
        },
      },
      'warning',
      /^cluster: KAFKA_SECURITY is plaintext/,
    ],
    [
      'a function that cannot reach private brokers',
      { functions: { publisher: { isInVpc: false } } },
      'warning',
      /^network: publisher run outside the VPC/,
    ],
    [
      'more environments than a broker takes connections',
      {
        functions: {
          ingest: { reservedConcurrency: 1000 },
          consumer: { reservedConcurrency: 501 },
        },
      },
      'error',
      /^connections: 1501 environments may run at the same time, with 3002 connections .* takes 3000/,
    ],
  ];

  for (const [what, changes, severity, sentence] of wrong) {
    test(`finds ${what}, and nothing else`, async () => {
      const found = await findings(changes);

      assert.deepEqual(
        found.map((one) => one.severity),
        [severity],
        JSON.stringify(found),
      );
      assert.match(found.map(told).join(), sentence);
      assert.match(found.map(({ remedy }) => remedy).join(), /\w/);
    });
  }

  test('finds the largest event that does not fit into the dead letters', async () => {
    const found = await findings({
      functions: { ingest: { environment: { MAX_TENANT_PAYLOAD_SIZE: '2097152' } } },
    });

    assert.match(
      found.map(told).join('\n'),
      /DEAD_LETTER_MAX_BYTES is 2097152: the largest event does not fit/,
    );
  });

  test('tells of every variable that a function does not understand, not of the first alone', async () => {
    const found = await findings({
      functions: {
        consumer: { environment: { RETRY_ATTEMPTS: '0', CONSUMER_LOG: 'loud', LOG_LEVEL: 'x' } },
      },
    });

    const told3 = found.map(told).join('\n');
    for (const name of ['RETRY_ATTEMPTS', 'CONSUMER_LOG', 'LOG_LEVEL'])
      assert.match(told3, new RegExp(`${name} is`));
  });

  for (const [name, variables] of [
    ['ingest', { AMQP_URL: 'amqp://user:very-secret@h' }],
    ['ingest', { KAFKA_SECURITY: 'scram', KAFKA_SECRET: '{"password":"very-secret"}' }],
    ['ingest', { KAFKA_SECURITY: 'tls', KAFKA_CA: 'very-secret' }],
    ['registry', { MANAGEMENT_USERS: '[{"name":"a","password":"very-secret"}]' }],
    ['registry', { MANAGEMENT_IAM_PRINCIPALS: 'very-secret' }],
    ['consumer', { CONSUMER_SINK: 'webhook', WEBHOOK_URL: 'http://x/?key=very-secret' }],
    [
      'consumer',
      { CONSUMER_SINK: 'webhook', WEBHOOK_URL: 'https://x/', WEBHOOK_KEYS: 'very-secret' },
    ],
  ] as const) {
    test(`finds what is wrong with ${Object.keys(variables).at(-1)}, and does not repeat it`, async () => {
      const found = await findings({ functions: { [name]: { environment: variables } } });

      assert.ok(found.some(({ severity, subject }) => severity === 'error' && subject === name));
      assert.doesNotMatch(JSON.stringify(found), /very-secret/);
    });
  }

  test('finds a name in the file of variables that nothing reads', async () => {
    const found = await findings({}, ['DEVICE_MESAGE_RATE', 'DEVICE_MESSAGE_RATE', 'AWS_PROFILE']);

    assert.deepEqual(found.map(told), [
      'DEVICE_MESAGE_RATE: no setting has this name · compare it with docs/configuration.md',
    ]);
  });
});

async function findings(changes?: Changes, names: readonly string[] = []): Promise<Finding[]> {
  const checked = await makeChecks(offlineChecks(deployment(changes), names), 10_000);
  return checked.flatMap((one) => ('findings' in one ? one.findings : []));
}

function told({ subject, what, remedy }: Finding): string {
  return `${subject}: ${what} · ${remedy}`;
}
