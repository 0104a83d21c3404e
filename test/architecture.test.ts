import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type ArrowTable, forbiddenArrows } from './support/architecture/arrows.ts';
import { importsOf } from './support/architecture/imports.ts';

const ROOT = join(import.meta.dirname, '..');
const PORTS = ['lib/ingestion', 'lib/consumption', 'lib/onboarding', 'lib/registry'];
/** What the drivers of Kafka's clients have in common. */
const RECORD_SINK = 'lib/drivers/record-sink';

/** What a client shows to the brokers. */
const BROKER_LOGIN = 'lib/drivers/broker-login';

/** Every folder may also import itself. */
const table: ArrowTable = {
  'lib/domain': ['node:crypto'],
  'lib/ingestion': ['lib/domain'],
  'lib/consumption': ['lib/domain'],
  'lib/onboarding': ['lib/domain', 'node:crypto'],
  'lib/registry': ['lib/domain'],
  'lib/config': [
    'lib/domain',
    'lib/ingestion',
    'lib/consumption',
    'lib/onboarding',
    `type ${BROKER_LOGIN}`,
  ],
  'lib/drivers/amqp': ['lib/domain', ...PORTS, 'lib/drivers/secrets', 'rhea', 'node:*'],
  'lib/drivers/apigateway': ['lib/domain', ...PORTS, 'type aws-lambda', 'node:*'],
  'lib/drivers/apigatewayv2': ['lib/domain', ...PORTS, '@aws-sdk/client-apigatewayv2'],
  'lib/drivers/bcrypt': ['lib/domain', ...PORTS, 'bcryptjs', 'node:*'],
  'lib/drivers/console': ['lib/domain', ...PORTS, 'node:*'],
  'lib/drivers/dynamodb': [
    'lib/domain',
    ...PORTS,
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/lib-dynamodb',
    'node:*',
  ],
  'lib/drivers/emf': ['lib/domain', ...PORTS],
  'lib/drivers/eventbridge': ['lib/domain', ...PORTS, '@aws-sdk/client-eventbridge'],
  'lib/drivers/event-source': ['lib/domain', ...PORTS, 'type aws-lambda', 'node:*'],
  'lib/drivers/iam': ['lib/domain', ...PORTS, '@aws-sdk/client-iam'],
  'lib/drivers/jose': ['lib/domain', ...PORTS, 'jose', 'node:*'],
  'lib/drivers/kafka': ['lib/domain', ...PORTS, RECORD_SINK, BROKER_LOGIN, 'kafkajs', 'node:*'],
  'lib/drivers/lambda': ['lib/domain', ...PORTS, '@aws-sdk/client-lambda', 'type aws-lambda'],
  'lib/drivers/management-api': ['lib/domain', ...PORTS, 'valibot', 'type aws-lambda', 'node:*'],
  'lib/drivers/memory': ['lib/domain', ...PORTS, 'node:*'],
  'lib/drivers/msk': ['lib/domain', ...PORTS, '@aws-sdk/client-kafka'],
  'lib/drivers/opentelemetry': ['lib/domain', ...PORTS, '@opentelemetry/*', 'node:*'],
  'lib/drivers/platformatic': [
    'lib/domain',
    ...PORTS,
    RECORD_SINK,
    BROKER_LOGIN,
    '@platformatic/kafka',
    'node:*',
  ],
  'lib/drivers/secrets': ['lib/domain', '@aws-sdk/client-secrets-manager', 'node:*'],
  'lib/drivers/s3': ['lib/domain', ...PORTS, '@aws-sdk/client-s3'],
  'lib/drivers/webhook': ['lib/domain', ...PORTS, 'node:*'],
  [RECORD_SINK]: ['lib/domain', ...PORTS, BROKER_LOGIN, 'node:*'],
  [BROKER_LOGIN]: ['lib/domain', 'lib/drivers/secrets', 'aws-msk-iam-sasl-signer-js', 'node:*'],
  functions: ['lib', '@middy/*', 'type aws-lambda'],
  application: ['lib', 'event-source-mapping', 'node:*'],
  'event-source-mapping': ['@platformatic/kafka', 'osls', 'node:*'],
  local: ['event-source-mapping', '@aws-sdk/*', '@platformatic/kafka', 'osls', 'rhea', 'node:*'],
  poller: ['event-source-mapping', 'lib/config', BROKER_LOGIN, '@aws-sdk/client-lambda', 'node:*'],
  cli: ['lib', 'local', 'poller', 'commander', 'cli-progress', 'node:*'],
  deploy: ['node:*', 'type esbuild'],
  bench: ['*'],
  test: ['*'],
};

const modules = globSync('**/*.{ts,js,mjs}', {
  cwd: ROOT,
  exclude: (path) => path === 'node_modules' || path.startsWith('.'),
}).filter((path) => !path.endsWith('.d.ts'));
const sources = modules.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

describe('the architecture', () => {
  it('has only the arrows of its table', () => {
    assert.ok(sources.length > 0);
    assert.deepEqual(forbiddenArrows(table, sources), []);
  });

  it('uses every package of its table in one place only, but for types, tests and benchmarks', () => {
    const folders = Object.entries(table).filter(([folder]) => folder.startsWith('lib/'));
    const packages = folders.flatMap(([, allowed]) => allowed.filter(isPackage));

    assert.equal(new Set(packages).size, packages.length);
  });

  it('writes imports so that Node finds the file: relative, and with its extension', () => {
    const unfindable = sources.flatMap(({ path, text }) =>
      importsOf(text)
        .filter(
          ({ specifier }) => /^\.|^\//.test(specifier) && !/^\..*\.(?:ts|js|mjs)$/.test(specifier),
        )
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );

    assert.deepEqual(unfindable, []);
  });
});

function isPackage(entry: string): boolean {
  return !entry.startsWith('lib/') && !entry.startsWith('node:') && !entry.startsWith('type ');
}
