import { connectionBudget } from '../concurrency.ts';
import type { VariableContext } from '../variables.ts';

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
    mqBroker: brokerNameOf(String(await resolveVariable("env:MQ_BROKER_ARN, ''"))),
  };
}

/** The last part but one of its ARN. */
function brokerNameOf(arn: string): string | undefined {
  return arn === '' ? undefined : arn.split(':').at(-2);
}
