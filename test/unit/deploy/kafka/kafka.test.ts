import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kafka } from '../../../../deploy/kafka/kafka.ts';
import { kafkaSecret } from '../../../../deploy/kafka/kafka-secret.ts';
import { mappingSettings } from '../../../../deploy/mapping-settings.ts';
import { vpc } from '../../../../deploy/network/network.ts';

const ARN = 'arn:aws:kafka:eu-west-1:123456789012:cluster/mine/0-1';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:AmazonMSK_mine-a1b2c3';
const LOOKED_UP = { 'Fn::GetAtt': ['BootstrapBrokers', 'List'] };

/** What osls hands over, with an environment of this test's own. */
function context(variables: Readonly<Record<string, string>>) {
  return {
    resolveVariable: async (variable: string): Promise<unknown> => {
      if (variable === 'self:custom.eventSourceMapping') {
        return { topic: 't', consumerGroup: 'g', properties: { BatchSize: 100 } };
      }
      return variables[/^env:(\w+)/.exec(variable)?.[1] ?? ''] ?? '';
    },
  };
}

describe('how a deployment reaches Kafka', () => {
  it('is a placeholder when nothing is set, so that a package can be made offline', async () => {
    const { clusterArn, brokers, security } = await kafka(context({}));

    assert.match(JSON.stringify(clusterArn), /:000000000000:/);
    assert.match(JSON.stringify(brokers), /\.invalid:/);
    assert.equal(security, '');
  });

  it('is by IAM to brokers that are looked up, when the cluster is named', async () => {
    const { clusterArn, brokers, security } = await kafka(context({ MSK_CLUSTER_ARN: ARN }));

    assert.equal(clusterArn, ARN);
    assert.deepEqual(brokers, LOOKED_UP);
    assert.equal(security, 'iam');
  });

  it('is to the brokers that are named', async () => {
    const named = { MSK_CLUSTER_ARN: ARN, KAFKA_BROKERS: 'b-1:9096' };

    assert.equal((await kafka(context(named))).brokers, 'b-1:9096');
  });

  for (const MSK of ['provisioned', 'serverless']) {
    it(`is to the new cluster with MSK=${MSK}, from a network that is made for it`, async () => {
      const made = await kafka(context({ MSK }));

      assert.deepEqual(made.clusterArn, { Ref: 'MskCluster' });
      assert.deepEqual(made.brokers, LOOKED_UP);
      assert.equal(made.security, 'iam');
      assert.equal((await vpc(context({ MSK })))?.subnetIds.length, 3);
    });

    it(`is from the subnets that are named, with MSK=${MSK}, too`, async () => {
      const named = { MSK, SUBNET_IDS: 'subnet-1', SECURITY_GROUP_IDS: 'sg-1' };

      assert.deepEqual(await vpc(context(named)), {
        subnetIds: ['subnet-1'],
        securityGroupIds: ['sg-1'],
      });
    });
  }

  const refusals: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
    [{ MSK: 'new' }, /^MSK takes existing or provisioned or serverless, not new$/],
    [
      { MSK: 'provisioned', MSK_CLUSTER_ARN: ARN },
      /^MSK_CLUSTER_ARN goes with MSK=existing, and MSK is provisioned$/,
    ],
    [
      { MSK: 'serverless', KAFKA_BROKERS: 'b-1:9098' },
      /^KAFKA_BROKERS goes with MSK=existing, and MSK is serverless$/,
    ],
    [
      { MSK: 'serverless', KAFKA_SECURITY: 'scram', KAFKA_SECRET: SECRET },
      /lets clients in by IAM: KAFKA_SECURITY takes iam, or nothing, not scram$/,
    ],
    [
      { MSK_CLUSTER_ARN: ARN, KAFKA_SECRET: SECRET },
      /^KAFKA_SECRET goes with KAFKA_SECURITY=scram or mtls, and KAFKA_SECURITY is iam$/,
    ],
    [
      { KAFKA_SECURITY: 'mtls', KAFKA_SECRET: 'AmazonMSK_mine' },
      /^KAFKA_SECRET takes the ARN of a secret in Secrets Manager where KAFKA_SECURITY is mtls$/,
    ],
    [{ KAFKA_SECURITY: 'ssl' }, /^KAFKA_SECURITY takes .* or mtls, not ssl$/],
  ];
  for (const [variables, message] of refusals) {
    it(`is refused for ${JSON.stringify(variables)}`, async () => {
      await assert.rejects(kafka(context(variables)), { message });
    });
  }
});

async function propertiesFor(variables: Readonly<Record<string, string>>): Promise<object> {
  const settings = await mappingSettings(context(variables));
  return (JSON.parse(settings) as { properties: object }).properties;
}

describe('the event source mappings', () => {
  for (const [security, Type] of [
    ['scram', 'SASL_SCRAM_512_AUTH'],
    ['mtls', 'CLIENT_CERTIFICATE_TLS_AUTH'],
  ] as const) {
    it(`get in by ${security} with the secret of the functions, which these may read`, async () => {
      const variables = {
        MSK_CLUSTER_ARN: ARN,
        KAFKA_SECURITY: security,
        KAFKA_SECRET: SECRET,
      };

      assert.deepEqual(await propertiesFor(variables), {
        BatchSize: 100,
        SourceAccessConfigurations: [{ Type, URI: SECRET }],
      });
      const permissions = JSON.stringify(await kafkaSecret(context(variables)));
      assert.match(permissions, /"secretsmanager:GetSecretValue"/);
      assert.match(permissions, /"kms:EncryptionContext:SecretARN"/);
    });
  }

  it('get in by IAM without being told, and no secret is read', async () => {
    assert.deepEqual(await propertiesFor({ MSK_CLUSTER_ARN: ARN }), { BatchSize: 100 });
    assert.deepEqual(await kafkaSecret(context({ MSK_CLUSTER_ARN: ARN })), { Resources: {} });
  });
});
