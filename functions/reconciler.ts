import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { observabilityConfig } from '../lib/config/observability.ts';
import { reconcilerConfig } from '../lib/config/reconciler.ts';
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

export const handler = correlated(
  middy()
    .use(onlyTenantChanges())
    .handler((event: unknown, context: Context) =>
      reconcile(reconciler, parseOrder(event), () => context.getRemainingTimeInMillis()),
    ),
);
