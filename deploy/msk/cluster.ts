import { kafka } from '../kafka/kafka.ts';
import { ownVpc, vpc } from '../network/network.ts';
import { resolveNumber, type VariableContext } from '../variables.ts';

type Template = { readonly Resources: Readonly<Record<string, object>> };

const NOTHING: Template = { Resources: {} };

/** The new cluster of `MSK=provisioned` or `MSK=serverless`; no resources for one that exists. */
export async function cluster(context: VariableContext): Promise<Template> {
  const { cluster: kind } = await kafka(context);
  if (kind === 'existing') return NOTHING;
  const base = await readTemplate(`file(deploy/msk/${kind}.yml)`, context);
  if (kind === 'serverless' || isExpress(await instanceType(context))) return base;
  const growing = await readTemplate('file(deploy/msk/storage.yml)', context);
  return { Resources: { ...base.Resources, ...growing.Resources } };
}

/** The network of a new cluster for which no subnets are named; else no resources. */
export async function network(context: VariableContext): Promise<Template> {
  return (await ownVpc(context)) ? readTemplate('file(deploy/msk/network.yml)', context) : NOTHING;
}

/** Express brokers keep what a standard broker can be told, but for topics that are made by writing to them. */
export async function clusterProperties(context: VariableContext): Promise<string> {
  const name = isExpress(await instanceType(context)) ? 'express' : 'standard';
  return String(await context.resolveVariable(`file(deploy/msk/properties.yml):${name}`));
}

/** Where the brokers are, and what they are. */
export async function brokerNodes(context: VariableContext): Promise<object> {
  const place = await vpc(context);
  if (place === null) throw new Error('a new cluster needs subnets');
  const InstanceType = await instanceType(context);
  const nodes = {
    InstanceType,
    ClientSubnets: place.subnetIds,
    SecurityGroups: place.securityGroupIds,
  };
  if (isExpress(InstanceType)) return nodes;
  const storage = { fallback: 100, least: 1, most: 16_384 };
  const VolumeSize = await resolveNumber('env:MSK_STORAGE_GB', storage, context);
  return { ...nodes, StorageInfo: { EBSStorageInfo: { VolumeSize } } };
}

async function instanceType({ resolveVariable }: VariableContext): Promise<string> {
  const isProd = (await resolveVariable('self:provider.stage')) === 'prod';
  const usual = isProd ? 'express.m7g.large' : 'kafka.t3.small';
  const type = String(await resolveVariable("env:MSK_INSTANCE, ''")) || usual;
  if (/^(?:kafka|express)\.[a-z0-9]+\.\w+$/.test(type)) return type;
  throw new Error(
    `MSK_INSTANCE takes a size of broker, as kafka.m7g.large or express.m7g.large, not ${type}`,
  );
}

function isExpress(type: string): boolean {
  return type.startsWith('express.');
}

async function readTemplate(variable: string, context: VariableContext): Promise<Template> {
  return (await context.resolveVariable(variable)) as Template;
}
