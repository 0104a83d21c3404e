import { resolveChoice, type VariableContext } from '../variables.ts';

/** How the functions of a deployment reach Kafka: what they are told, and what it takes to know. */
export type Kafka = {
  readonly cluster: 'existing' | 'provisioned' | 'serverless';
  /** Text, or what CloudFormation puts in its place. */
  readonly clusterArn: string | object;
  readonly brokers: string | object;
  /** Empty leaves it to the functions. */
  readonly security: Security | '';
  readonly secret: string;
  readonly ca: string;
};

export type Security = (typeof SECURITIES)[number];

const SECURITIES = ['plaintext', 'tls', 'iam', 'scram', 'mtls'] as const;

/** A package without any setting is made, and can be looked at; `tidegate doctor` says that it reaches nobody. */
const NO_CLUSTER =
  'arn:aws:kafka:eu-west-1:000000000000:cluster/tidegate/00000000-0000-0000-0000-000000000000-1';
const NO_BROKERS = 'b-1.tidegate.invalid:9092';

const SECRET_ARN = /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/;

/** From MSK, MSK_CLUSTER_ARN, KAFKA_BROKERS and KAFKA_SECURITY with its companions. @throws {Error} in one sentence, for what does not go together */
export async function kafka(context: VariableContext): Promise<Kafka> {
  const cluster = await resolveChoice(
    'env:MSK',
    ['existing', 'provisioned', 'serverless'] as const,
    'existing',
    context,
  );
  const text = async (name: string) => String(await context.resolveVariable(`${name}, ''`));
  const arn = await text('env:MSK_CLUSTER_ARN');
  const brokers = await text('env:KAFKA_BROKERS');
  const secret = await text('env:KAFKA_SECRET');
  const isNew = cluster !== 'existing';
  const named = isNew || arn ? 'iam' : '';
  const security = (await chosenSecurity(context)) || named;
  if (isNew) checkNew(cluster, { arn, brokers, security });
  checkSecret(security, secret);
  return {
    cluster,
    clusterArn: isNew ? { Ref: 'MskCluster' } : arn || NO_CLUSTER,
    brokers: brokers || (isNew || arn ? LOOKED_UP : NO_BROKERS),
    security,
    secret,
    ca: await text('env:KAFKA_CA'),
  };
}

/** The cluster is asked when CloudFormation has it: see deploy/msk/bootstrap-brokers.ts. */
const LOOKED_UP = { 'Fn::GetAtt': ['BootstrapBrokers', 'List'] };

async function chosenSecurity(context: VariableContext): Promise<Security | ''> {
  return resolveChoice('env:KAFKA_SECURITY', ['', ...SECURITIES] as const, '', context);
}

function checkNew(
  cluster: string,
  set: { readonly arn: string; readonly brokers: string; readonly security: string },
): void {
  if (set.arn) throw new Error(`MSK_CLUSTER_ARN goes with MSK=existing, and MSK is ${cluster}`);
  if (set.brokers) throw new Error(`KAFKA_BROKERS goes with MSK=existing, and MSK is ${cluster}`);
  if (set.security === 'iam') return;
  throw new Error(
    `MSK=${cluster} makes a cluster that lets clients in by IAM: KAFKA_SECURITY takes iam, or nothing, not ${set.security}`,
  );
}

/** The event source mappings take the ARN of a secret, and nothing else. */
function checkSecret(security: string, secret: string): void {
  const isWanted = security === 'scram' || security === 'mtls';
  if (!isWanted && secret !== '') {
    throw new Error(
      `KAFKA_SECRET goes with KAFKA_SECURITY=scram or mtls, and KAFKA_SECURITY is ${security || 'plaintext'}`,
    );
  }
  if (isWanted && !SECRET_ARN.test(secret)) {
    throw new Error(
      `KAFKA_SECRET takes the ARN of a secret in Secrets Manager where KAFKA_SECURITY is ${security}`,
    );
  }
}
