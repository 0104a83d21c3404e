import { consumerConfig } from '../../../lib/config/consumer.ts';
import { ingestConfig } from '../../../lib/config/ingest.ts';
import { tenantTopics } from '../../../lib/onboarding/tenant-topics.ts';
import type { Check } from '../check.ts';
import { error, type Finding, warning, when } from '../finding.ts';
import { accountBudget, connectionBudget } from '../offline/connections.ts';
import { RECORD_BYTES } from '../offline/retention.ts';
import { type Account, reconcilerOf } from './account.ts';
import { desiredRole } from './desired-roles.ts';
import { functionFindings } from './functions.ts';
import { mappingFindings } from './mappings.ts';
import { roleFindings } from './roles.ts';
import { topicFindings } from './topics.ts';

/** What can be told of a deployment. Each fails for itself, and is told as not made then. */
export function accountChecks(account: Account): Check[] {
  return [
    { name: 'functions', run: () => functions(account) },
    { name: 'deployed connection budget', run: () => connections(account) },
    { name: 'cluster', run: () => cluster(account) },
    { name: 'topics', run: () => topics(account) },
    { name: 'mappings', run: () => mappings(account) },
    ...(account.isLocal ? [] : onlyOnAws(account)),
  ];
}

/** The local cloud has neither roles nor quotas. */
function onlyOnAws(account: Account): Check[] {
  return [
    { name: 'roles', run: () => roles(account) },
    { name: "the account's concurrency", run: () => concurrency(account) },
  ];
}

async function concurrency({ deployment, accountConcurrency }: Account): Promise<Finding[]> {
  return accountBudget([...deployment.functions.values()], await accountConcurrency());
}

async function functions(account: Account): Promise<readonly Finding[]> {
  return functionFindings(account.deployment, await account.functions());
}

async function connections(account: Account): Promise<readonly Finding[]> {
  const found = [...(await account.functions()).values()].filter((one) => one !== undefined);
  const connected = found.map(({ variables, reservedConcurrency }) => ({
    reachesKafka: 'KAFKA_BROKERS' in variables,
    reservedConcurrency,
  }));
  return connectionBudget(connected, account.deployment.environment);
}

async function cluster({ clusterState, cluster: view, isLocal }: Account) {
  const state = await clusterState();
  if (state !== 'ACTIVE') {
    const what = state === undefined ? 'there is none of this ARN' : `its state is ${state}`;
    return [error('cluster', what, 'see MSK_CLUSTER_ARN, and the page of the cluster in AWS')];
  }
  const brokers = await (await view()).brokers();
  return when(
    brokers < 2 && !isLocal,
    warning('cluster', 'has one broker: what it loses is lost', 'use two at least, in two zones'),
  );
}

async function topics(account: Account): Promise<Finding[]> {
  const { rules } = await reconcilerOf(account);
  const { limits } = ingestConfig(await account.variablesOf('ingest'));
  const { retryBound } = consumerConfig(await account.variablesOf('consumer'));
  const tenants = await account.tenants();
  const desired = tenants.flatMap((tenant) => tenantTopics(tenant, rules.topics).topics);
  const view = await account.cluster();
  return topicFindings({
    desired,
    actual: await view.topics(desired.map(({ name }) => name)),
    brokers: await view.brokers(),
    largestRecord: limits.payload.most + RECORD_BYTES,
    retriedMs: retryBound.ageMs,
  });
}

async function mappings(account: Account): Promise<Finding[]> {
  const { rules } = await reconcilerOf(account);
  const consumer = consumerConfig(await account.variablesOf('consumer'));
  const tenants = await account.tenants();
  return mappingFindings({
    patterns: rules.mapping,
    desired: rules.mapping.properties,
    eventsReadBy: rules.eventsReadBy,
    tenants: tenants.map(({ id }) => id),
    mappings: await account.mappings(),
    consumerAnswersPartially: consumer.takesPartialFailures,
  });
}

async function roles(account: Account): Promise<Finding[]> {
  const found = await account.functions();
  const models = [...account.deployment.functions.values()];
  const findings = models.map(async ({ name, role }) => {
    const arn = found.get(name)?.roleArn;
    if (role === undefined || arn === undefined) return [];
    return roleFindings(name, desiredRole(account.deployment, role), await account.role(arn));
  });
  return (await Promise.all(findings)).flat();
}
