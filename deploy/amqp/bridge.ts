import { createHash } from 'node:crypto';
import { resolveList, type VariableContext } from '../variables.ts';

type Template = { readonly Resources: Readonly<Record<string, unknown>> };

const BROKER = /^arn:[\w-]+:mq:[\w-]+:\d{12}:broker:[\w-]+:b-[\da-f-]+$/;
const SECRET = /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/;
const TENANT = /^[A-Za-z0-9._-]{1,232}$/;

/** The function that event source mappings of Amazon MQ invoke; none without `MQ_BROKER_ARN`. */
export async function bridgeFunction(
  context: VariableContext,
): Promise<Readonly<Record<string, unknown>>> {
  if ((await brokerOf(context)) === '') return {};
  return { bridge: await context.resolveVariable('file(deploy/functions/bridge.yml)') };
}

/** Its role, and a mapping for each queue: a mapping reads one. */
export async function bridge(context: VariableContext): Promise<Template> {
  const broker = await brokerOf(context);
  if (broker === '') return { Resources: {} };
  const role = await context.resolveVariable('file(deploy/roles/bridge.yml)');
  const secret = await secretOf(context);
  const tenants = await resolveList('env:BRIDGED_TENANTS', context);
  const mappings = tenants.map((tenant) => [idOf(tenant), toMapping(tenant, broker, secret)]);
  return { Resources: { BridgeRole: role, ...Object.fromEntries(mappings) } };
}

async function brokerOf({ resolveVariable }: VariableContext): Promise<string> {
  const broker = String(await resolveVariable("env:MQ_BROKER_ARN, ''"));
  if (broker === '' || BROKER.test(broker)) return broker;
  throw new Error(
    `MQ_BROKER_ARN takes the ARN of an Amazon MQ broker, not ${JSON.stringify(broker)}`,
  );
}

/** Lambda reads it itself; the functions connect with the same. */
async function secretOf({ resolveVariable }: VariableContext): Promise<string> {
  const secret = String(await resolveVariable("env:AMQP_SECRET, ''"));
  if (SECRET.test(secret)) return secret;
  throw new Error(
    'MQ_BROKER_ARN needs the ARN of a secret in AMQP_SECRET, with a user and a password',
  );
}

/** Logical names have letters and digits only, and a tenant keeps its own whoever comes or goes beside it. */
function idOf(tenant: string): string {
  if (!TENANT.test(tenant)) {
    throw new Error(
      `BRIDGED_TENANTS takes identifiers of tenants, separated by commas, not ${JSON.stringify(tenant)}`,
    );
  }
  const digest = createHash('sha256').update(tenant).digest('hex').slice(0, 16);
  return `Bridge${digest}EventSourceMapping`;
}

function toMapping(tenant: string, broker: string, secret: string): object {
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    DependsOn: ['ReadAmqpSecretPolicy'],
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['BridgeLambdaFunction', 'Arn'] },
      EventSourceArn: broker,
      Queues: [`event/${tenant}`],
      SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: secret }],
      // All of it comes again when one message fails, and the broker gives it up after seven deliveries.
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
    },
  };
}
