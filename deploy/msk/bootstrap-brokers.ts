import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kafka } from '../kafka/kafka.ts';
import { vpc } from '../network/network.ts';
import type { VariableContext } from '../variables.ts';

type Template = { readonly Resources: Readonly<Record<string, object>> };

type FunctionTemplate = {
  readonly Resources: Template['Resources'] & {
    readonly LookUpBrokersFunction: { readonly Properties: object };
  };
};

const SOURCE = join(import.meta.dirname, 'look-up-brokers.cjs');

/**
 * CloudFormation does not tell a cluster's bootstrap brokers. A function beside the others asks for them while the stack is being made or
 * changed, never when an event is stored; `!GetAtt BootstrapBrokers.List` is what it was told.
 *
 * @returns no resources where the brokers are named
 */
export async function bootstrapBrokers(context: VariableContext): Promise<Template> {
  const { brokers, clusterArn, security } = await kafka(context);
  if (typeof brokers === 'string') return { Resources: {} };
  const base = await ownFunction(context);
  const wanted = {
    Type: 'Custom::BootstrapBrokers',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': ['LookUpBrokersFunction', 'Arn'] },
      ServiceTimeout: 120,
      ClusterArn: clusterArn,
      Security: security,
      Network: (await vpc(context)) === null ? 'public' : 'private',
    },
  };
  return { Resources: { ...base.Resources, BootstrapBrokers: wanted } };
}

async function ownFunction({ resolveVariable }: VariableContext): Promise<Template> {
  const { Resources } = (await resolveVariable(
    'file(deploy/msk/bootstrap-brokers.yml)',
  )) as FunctionTemplate;
  if ((await resolveVariable('self:provider.stage')) !== 'prod') return { Resources };
  const { LookUpBrokersFunction: own, ...others } = Resources;
  const Properties = { ...own.Properties, ReservedConcurrentExecutions: 1 };
  return { Resources: { ...others, LookUpBrokersFunction: { ...own, Properties } } };
}

/** CloudFormation takes 4,096 characters. */
export function lookUpBrokersCode(): string {
  return readFileSync(SOURCE, 'utf8');
}
