import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { actionsOn, type Call, callsOf, TABLES } from '../support/deployed/called-actions.ts';
import { deployedService, type Service } from '../support/deployed/service.ts';
import { actionsOf, allowedActions, statementsOf } from '../support/deployed/statements.ts';

const FUNCTIONS = [
  'ingest',
  'registry',
  'consumer',
  'publisher',
  'reconciler',
  'tenants',
  'bridge',
];

/** Everything that a setting can add to a role. */
const EVERYTHING = {
  CONSUMER_SINK: 'eventbridge',
  EVENT_BUS: 'tidegate',
  TOPIC_OPERATIONS: 'msk',
  AMQP_SECRET: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:amqp/tidegate-a1b2c3',
  MQ_BROKER_ARN:
    'arn:aws:mq:eu-west-1:000000000000:broker:tidegate:b-00000000-0000-0000-0000-000000000000',
  MSK_CLUSTER_ARN: 'arn:aws:kafka:eu-west-1:123456789012:cluster/tidegate/0-1',
  KAFKA_SECURITY: 'scram',
  KAFKA_SECRET: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:AmazonMSK_tidegate-a1b2c3',
  DEVICE_CERTIFICATE_DOMAIN: 'certified.example.com',
  DOMAIN_CERTIFICATE_ARN: 'arn:aws:acm:eu-west-1:000000000000:certificate/0-0',
  SUBNET_IDS: 'subnet-12345678',
  SECURITY_GROUP_IDS: 'sg-12345678',
};

const WRITE_LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const READ_STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (name) => `dynamodb:${name}`,
);

/** What Lambda itself does with a function's role, and what a call needs beside its own action. */
const NEEDED_BESIDE: Readonly<Record<string, readonly string[]>> = {
  // Secrets Manager decrypts for who reads a secret.
  ingest: ['kms:Decrypt'],
  // An event source mapping looks for the cluster.
  consumer: ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers', 'kms:Decrypt'],
  bridge: ['mq:DescribeBroker'],
  publisher: [...READ_STREAM, 'kms:Decrypt'],
  reconciler: [
    ...READ_STREAM,
    'kms:Decrypt',
    // A mapping that is made with tags.
    'lambda:TagResource',
    // A domain that is told of a truststore, and a truststore that is missing.
    'apigateway:AddCertificateToDomain',
    'apigateway:RemoveCertificateFromDomain',
    's3:GetObjectVersion',
    's3:ListBucket',
  ],
};

/** What the code could call, and is kept from. */
const WITHHELD: Readonly<Record<string, readonly string[]>> = {
  // Only an operator's command removes topics, with the operator's permissions.
  reconciler: ['kafka:DeleteTopic'],
};

/** Actions for which IAM knows no resource, or whose resource has no name yet. */
const WITHOUT_RESOURCE = [
  // EC2's, of which Lambda makes use for a function in a VPC.
  /^ec2:/,
  'lambda:CreateEventSourceMapping',
  'lambda:ListEventSourceMappings',
];

describe('the roles of the functions', () => {
  let service: Service;
  let calls: ReadonlyMap<string, readonly Call[]>;

  before(async () => {
    service = await deployedService(EVERYTHING);
    calls = new Map(
      await Promise.all(FUNCTIONS.map(async (name) => [name, await callsOf(name)] as const)),
    );
  });

  const ofSdk = (name: string) =>
    [...allowedActions(statementsOf(service, name))].filter(
      (action) => !/^(?:kafka-cluster|ec2):/.test(action),
    );

  it('are one for each function', () => {
    const roles = Object.values(service.functions).map(({ role }) => String(role));

    assert.deepEqual(Object.keys(service.functions).toSorted(), FUNCTIONS.toSorted());
    assert.equal(new Set(roles).size, FUNCTIONS.length);
  });

  for (const name of FUNCTIONS) {
    it(`let ${name} do what its code calls, and nothing else`, () => {
      const called = new Set(calls.get(name)?.map(({ action }) => action));
      const withheld = WITHHELD[name] ?? [];
      const needed = [...called].filter((action) => !withheld.includes(action));

      assert.ok(withheld.every((action) => called.has(action)));
      assert.deepEqual(
        ofSdk(name).toSorted(),
        [...needed, ...WRITE_LOG, ...(NEEDED_BESIDE[name] ?? [])].toSorted(),
      );
    });

    for (const table of TABLES) {
      it(`let ${name} do with ${table} what its code does with it, and nothing else`, () => {
        const ofTable = statementsOf(service, name).filter(({ Resource: resource }) =>
          JSON.stringify(resource).includes(`"${table}","Arn"`),
        );

        assert.deepEqual(
          [...allowedActions(ofTable)].toSorted(),
          [...actionsOn(table, calls.get(name) ?? [])].toSorted(),
        );
      });
    }

    it(`let ${name} touch the tables whose names it is told, and no other`, () => {
      const told = Object.values(service.functions[name]?.environment ?? {});
      const resources = JSON.stringify(statementsOf(service, name).map(({ Resource: r }) => r));

      for (const table of TABLES) {
        const isTold = told.some((value) => JSON.stringify(value) === `{"Ref":"${table}"}`);
        assert.equal(resources.includes(`"${table}","Arn"`), isTold, table);
      }
    });

    it(`give ${name} permissions of Kafka if it is told of brokers, but none to remove anything`, () => {
      const actions = [...allowedActions(statementsOf(service, name))];
      const isTold = 'KAFKA_BROKERS' in (service.functions[name]?.environment ?? {});

      assert.equal(actions.includes('kafka-cluster:Connect'), isTold);
      assert.deepEqual(
        actions.filter((action) => /^kafka(?:-cluster)?:Delete/.test(action)),
        [],
      );
    });

    it(`name the actions of ${name}, and their resources where there are any`, () => {
      const statements = statementsOf(service, name);
      const everywhere = statements.filter(({ Resource: r }) => [r].flat().includes('*'));

      assert.deepEqual(
        statements.flatMap(actionsOf).filter((action) => action.includes('*')),
        [],
      );
      assert.deepEqual(
        everywhere.flatMap(actionsOf).filter((action) => !isWithoutResource(action)),
        [],
      );
    });

    it(`keep the code of ${name} from the network interfaces that Lambda makes with them`, () => {
      const statements = statementsOf(service, name);
      const denials = statements.filter(({ Effect }) => Effect === 'Deny');
      const denied = new Set(denials.flatMap(actionsOf));
      const allowed = [...allowedActions(statements)].filter((action) => action.startsWith('ec2:'));

      assert.deepEqual(
        allowed.filter((action) => !denied.has(action)),
        [],
      );
    });
  }

  it('let the reconciler make, change and remove mappings of the consumer alone', () => {
    const changes = statementsOf(service, 'reconciler').filter((statement) =>
      actionsOf(statement).some((action) => /^lambda:(?:Create|Update|Delete)/.test(action)),
    );

    assert.equal(changes.length, 2);
    for (const { Condition: condition } of changes) {
      assert.match(
        JSON.stringify(condition),
        /"lambda:FunctionArn":.*:function:tidegate-dev-consumer"/,
      );
    }
  });

  it('have nothing of a VPC, nor of an event bus, when there is none', async () => {
    const plain = await deployedService();
    const actions = [...allowedActions(statementsOf(plain, 'consumer'))];

    assert.ok(!actions.includes('events:PutEvents'));
    assert.deepEqual(
      [...allowedActions(statementsOf(plain, 'ingest'))].filter((name) => name.startsWith('ec2:')),
      [],
    );
  });
});

function isWithoutResource(action: string): boolean {
  return WITHOUT_RESOURCE.some((known) =>
    typeof known === 'string' ? known === action : known.test(action),
  );
}
