import { build } from 'esbuild';
import { functionPlugins } from '../../../deploy/bundle/function-plugins.ts';
import { BUNDLE_OPTIONS } from '../bundle-options.ts';

/** What IAM calls a client's commands; DynamoDB's documents have two clients. */
const SERVICES: Readonly<Record<string, string>> = {
  '@aws-sdk/client-apigatewayv2': 'apigateway',
  '@aws-sdk/client-dynamodb': 'dynamodb',
  '@aws-sdk/client-eventbridge': 'events',
  '@aws-sdk/client-kafka': 'kafka',
  '@aws-sdk/client-lambda': 'lambda',
  '@aws-sdk/client-s3': 's3',
  '@aws-sdk/client-secrets-manager': 'secretsmanager',
  '@aws-sdk/lib-dynamodb': 'dynamodb',
};
/** API Gateway has the methods of HTTP as actions. */
const GATEWAY_COMMANDS: Readonly<Record<string, string>> = {
  GetDomainName: 'GET',
  UpdateDomainName: 'PATCH',
};
const DOCUMENT_COMMANDS: Readonly<Record<string, string>> = {
  BatchGet: 'BatchGetItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};
const ACTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '@aws-sdk/client-apigatewayv2': GATEWAY_COMMANDS,
  '@aws-sdk/lib-dynamodb': DOCUMENT_COMMANDS,
};
/** A transaction is no action of its own: IAM asks for that of each of its writes. */
const WRITES: readonly string[] = ['ConditionCheck', 'Delete', 'Put', 'Update'];

/** The actions of IAM behind the calls of AWS's SDK that a function's bundle holds, after what is unused was taken out of it. */
export async function calledActions(functionName: string): Promise<Set<string>> {
  const code = await bundleOf(functionName);
  const commands = [...code.matchAll(/import\s*\{([^}]*)\}\s*from "(@aws-sdk\/[^"]+)"/g)].flatMap(
    ([, names = '', client = '']) => commandsOf(names).map((command) => ({ client, command })),
  );
  return new Set(
    commands.flatMap(({ client, command }) =>
      command === 'TransactWrite' ? transactedActions(code) : [toAction(client, command)],
    ),
  );
}

/** Without the SDK itself: what is left of its imports is what the code uses. */
async function bundleOf(functionName: string): Promise<string> {
  const { outputFiles } = await build({
    ...BUNDLE_OPTIONS,
    minify: false,
    plugins: functionPlugins('kafkajs', 'amqps://bundled.example'),
    entryPoints: [`functions/${functionName}.ts`],
    outdir: 'unwritten',
    write: false,
    external: ['@aws-sdk/*', '@smithy/*'],
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

/** @param names as in `GetCommand as GetCommand2, paginateListTopics, KafkaClient` */
function commandsOf(names: string): string[] {
  return names.split(',').flatMap((entry) => {
    const [name = ''] = entry.trim().split(' as ');
    const [, command] = /^(?:paginate(\w+)|(\w+)Command)$/.exec(name)?.filter(Boolean) ?? [];
    return command === undefined ? [] : [command];
  });
}

function toAction(client: string, command: string): string {
  const service = SERVICES[client];
  if (service === undefined) throw new Error(`nobody has said what IAM calls ${client}`);
  return `${service}:${ACTIONS[client]?.[command] ?? command}`;
}

function transactedActions(code: string): string[] {
  return WRITES.filter((write) => new RegExp(String.raw`\b${write}: \{`).test(code)).map(
    (write) => `dynamodb:${DOCUMENT_COMMANDS[write] ?? `${write}Item`}`,
  );
}
