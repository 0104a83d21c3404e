import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { observabilityConfig } from '../lib/config/observability.ts';
import { type CertificateDomainConfig, reconcilerConfig } from '../lib/config/reconciler.ts';
import { brokerConnection } from '../lib/drivers/broker-login/broker-logins.ts';
import { correlated } from '../lib/drivers/console/correlation.ts';
import { consoleLog } from '../lib/drivers/console/log.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbDepartures } from '../lib/drivers/dynamodb/departures.ts';
import { dynamoDbTenants } from '../lib/drivers/dynamodb/tenants.ts';
import { onlyTenantChanges } from '../lib/drivers/dynamodb/tenant-stream.ts';
import { kafkaAdmin } from '../lib/drivers/kafka/admin.ts';
import { kafkaGroupLag } from '../lib/drivers/kafka/group-lag.ts';
import { lambdaClient, lambdaMappingControl } from '../lib/drivers/lambda/mapping-control.ts';
import { parseOrder } from '../lib/drivers/lambda/parse-order.ts';
import { REGISTRY_TOPICS } from '../lib/domain/topics.ts';
import { logRuns } from '../lib/onboarding/log-runs.ts';
import { pace } from '../lib/onboarding/pace.ts';
import { reconcile } from '../lib/onboarding/reconcile.ts';
import type { RemovalOrder } from '../lib/onboarding/removals.ts';
import { keepTruststore } from '../lib/onboarding/truststore.ts';

const config = reconcilerConfig(process.env);
const { logLevel } = observabilityConfig(process.env);
const log = consoleLog(logLevel);
const client = dynamoDbDocumentClient();
const withAdmin = kafkaAdmin(brokerConnection(config.kafka, 'tidegate-reconciler'));
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const topicPace = pace(config.callRate.topics, Date.now, pause);
/** The chosen one is loaded. */
const topicAdmins = {
  kafka: async () => {
    const { kafkaTopicAdmin } = await import('../lib/drivers/kafka/topic-admin.ts');
    return kafkaTopicAdmin(withAdmin, topicPace);
  },
  msk: async () => {
    const { mskClient, mskTopicAdmin } = await import('../lib/drivers/msk/topic-admin.ts');
    return mskTopicAdmin(mskClient(), config.clusterArn, topicPace);
  },
};
const reconciler = {
  ...logRuns(log),
  tenants: dynamoDbTenants({ client, name: config.registryTable }),
  departures: dynamoDbDepartures(client, config.registryTable),
  topics: await topicAdmins[config.topicOperations](),
  lag: kafkaGroupLag(withAdmin),
  mappings: lambdaMappingControl(
    lambdaClient(),
    { functionName: config.consumerFunction, clusterArn: config.clusterArn },
    pace(config.callRate.lambda, Date.now, pause),
  ),
  rules: { ...config.rules, fixedTopics: REGISTRY_TOPICS },
  clock: Date.now,
  random: Math.random,
};

/** Only loaded where there is such a domain. */
async function openTruststore({ name, truststoreBucket }: CertificateDomainConfig) {
  const { apiGatewayClient, certificateDomain } =
    await import('../lib/drivers/apigatewayv2/certificate-domain.ts');
  const { s3Client, s3TruststoreFile } = await import('../lib/drivers/s3/truststore-file.ts');
  const keeper = {
    ...logRuns(log),
    tenants: reconciler.tenants,
    file: s3TruststoreFile(s3Client(), truststoreBucket),
    domain: certificateDomain(apiGatewayClient(), name),
    mostRemovals: config.rules.removals.most,
  };
  return ({ most }: RemovalOrder) => keepTruststore(keeper, most);
}

const keepTrust = config.certificateDomain && (await openTruststore(config.certificateDomain));

export const handler = correlated(
  middy()
    .use(onlyTenantChanges())
    .handler(async (event: unknown, context: Context) => {
      const order = parseOrder(event);
      try {
        return await reconcile(reconciler, order, () => context.getRemainingTimeInMillis());
      } finally {
        await keepTrust?.(order);
      }
    }),
);
