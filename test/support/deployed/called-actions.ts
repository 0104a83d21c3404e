import { readFileSync } from 'node:fs';
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

/** Their logical ids. */
export const TABLES = ['RegistryTable', 'StateTable'] as const;
export type Table = (typeof TABLES)[number];

/** A call, and the file that makes it. */
export type Call = { readonly action: string; readonly file: string };

/**
 * The actions of IAM behind the calls that a function's bundle holds, after what is unused was taken out of it: those of AWS's
 * SDK, and those that name what they ask of DynamoDB themselves.
 */
export async function callsOf(functionName: string): Promise<readonly Call[]> {
  const code = await bundleOf(functionName);
  const clients = clientsOf(code);
  return filesOf(code).flatMap(({ file, text }) =>
    [...commandsIn(text, clients), ...plainActionsIn(text)].map((action) => ({ action, file })),
  );
}

/** The actions that are for items of a table. */
export function actionsOn(table: Table, calls: readonly Call[]): Set<string> {
  const ofTable = calls.filter(
    ({ action, file }) => action.startsWith('dynamodb:') && tableOf(file) === table,
  );
  return new Set(ofTable.map(({ action }) => action));
}

/** By what its code is about: who works on the table of states says so in a type. */
function tableOf(file: string): Table {
  return readFileSync(file, 'utf8').includes('StateTable') ? 'StateTable' : 'RegistryTable';
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

/** Which client each imported name is of. */
function clientsOf(code: string): ReadonlyMap<string, { client: string; command: string }> {
  const imports = [...code.matchAll(/import\s*\{([^}]*)\}\s*from "(@aws-sdk\/[^"]+)"/g)];
  return new Map(
    imports.flatMap(([, names = '', client = '']) =>
      names.split(',').flatMap((entry) => {
        const [name = '', used = name] = entry.trim().split(' as ');
        const [, command] = /^(?:paginate(\w+)|(\w+)Command)$/.exec(name)?.filter(Boolean) ?? [];
        return command === undefined ? [] : [[used, { client, command }] as const];
      }),
    ),
  );
}

/** esbuild writes the name of a file above what is left of it. */
function filesOf(code: string): { file: string; text: string }[] {
  const [, ...parts] = code.split(/^\/\/ ((?:lib|functions)\/\S+\.ts)$/m);
  return parts.flatMap((file, index) =>
    index % 2 === 0 ? [{ file, text: parts[index + 1] ?? '' }] : [],
  );
}

function commandsIn(text: string, clients: ReturnType<typeof clientsOf>): string[] {
  const words = new Set(text.replace(/^import .*$/gm, '').match(/\w+/g));
  return [...clients]
    .filter(([name]) => words.has(name))
    .flatMap(([, { client, command }]) =>
      command === 'TransactWrite' ? transactedActions(text) : [toAction(client, command)],
    );
}

/** @see lib/drivers/dynamodb/plain */
function plainActionsIn(text: string): string[] {
  return [...text.matchAll(/DynamoDB_20120810\.(\w+)/g)].map(([, name]) => `dynamodb:${name}`);
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
