import { connectionBudget } from '../concurrency.ts';
import { resolveChoice, type VariableContext } from '../variables.ts';

/** What the metrics of a deployment are found by. */
export type Deployment = {
  /** Service and stage, which every name begins with. */
  readonly prefix: string;
  /** Of the functions' own metrics. */
  readonly namespace: string;
  /** ARN of the MSK cluster, or what CloudFormation puts in its place. */
  readonly clusterArn: unknown;
  /** Connections that all brokers together take. */
  readonly connectionBudget: number;
  /** Consumer group of the poller; undefined where mappings read the events. */
  readonly pollerConsumerGroup?: string | undefined;
  /** Name of the Amazon MQ broker that the bridge reads; undefined without a bridge. */
  readonly mqBroker?: string | undefined;
};

export async function readDeployment(context: VariableContext): Promise<Deployment> {
  const { resolveVariable } = context;
  const { brokers, connections } = await connectionBudget(context);
  const [service, stage, namespace] = await Promise.all(
    ['self:service', 'self:provider.stage', 'self:provider.environment.METRICS_NAMESPACE'].map(
      resolveVariable,
    ),
  );
  return {
    prefix: `${String(service)}-${String(stage)}`,
    namespace: String(namespace),
    clusterArn: await resolveVariable('param:clusterArn'),
    connectionBudget: brokers * connections,
    pollerConsumerGroup: await pollerConsumerGroup(context),
    mqBroker: brokerNameOf(String(await resolveVariable("env:MQ_BROKER_ARN, ''"))),
  };
}

/** @throws {Error} naming the variable, and what it takes */
async function pollerConsumerGroup(context: VariableContext): Promise<string | undefined> {
  const readers = ['mappings', 'poller'] as const;
  const reader = await resolveChoice('env:EVENTS_READ_BY', readers, 'mappings', context);
  if (reader === 'mappings') return undefined;
  const group = String(
    await context.resolveVariable("env:POLLER_CONSUMER_GROUP, 'tidegate-poller'"),
  );
  if (/^[\w.@/-]{1,200}$/.test(group)) return group;
  throw new Error(
    `POLLER_CONSUMER_GROUP takes 1 to 200 letters, digits and . _ @ / -, not ${JSON.stringify(group)}`,
  );
}

/** The last part but one of its ARN. */
function brokerNameOf(arn: string): string | undefined {
  return arn === '' ? undefined : arn.split(':').at(-2);
}
