import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startLambda } from '../../local/lambda/lambda.ts';
import { bytesAtStart } from '../support/start-size.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { unzip } from '../support/zip.ts';

const ROOT = join(import.meta.dirname, '../..');
const OSLS = join(ROOT, 'node_modules/osls/bin/serverless.js');

/** What loads at the start of `ingest`, minified, without the AWS SDK. */
const INGEST_BUDGET_BYTES = 350 * 1024;

type Template = { readonly Resources: Readonly<Record<string, Resource>> };
type Resource = { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> };

/** Without credentials, and without a home to find some in. */
async function packageService(folder: string): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, TENANTS: 'a-b,ab' };
  await promisify(execFile)(process.execPath, [OSLS, 'package', '--package', folder], {
    cwd: ROOT,
    env,
  });
}

describe('the package', () => {
  const folder = temporaryFolder();
  let template: Template;

  before(async () => {
    await packageService(folder);
    const text = await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
    template = JSON.parse(text) as Template;
  });

  const ofType = (type: string) =>
    Object.values(template.Resources).filter((resource) => resource.Type === type);

  it('has an event source mapping for every tenant named, with partial failures', () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping')
      .map(({ Properties }) => Properties)
      .filter(({ Topics }) => Topics !== undefined);

    assert.deepEqual(
      mappings.map(({ Topics }) => Topics),
      [['hono.event.a-b'], ['hono.event.ab']],
    );
    for (const { FunctionResponseTypes, StartingPosition, MaximumRetryAttempts } of mappings) {
      assert.deepEqual(FunctionResponseTypes, ['ReportBatchItemFailures']);
      assert.deepEqual([StartingPosition, MaximumRetryAttempts], ['TRIM_HORIZON', -1]);
    }
  });

  it('has the outbox, and nothing else of the table, published from the stream', () => {
    const [stream, ...others] = ofType('AWS::Lambda::EventSourceMapping')
      .map(({ Properties }) => Properties)
      .filter(({ Topics }) => Topics === undefined);

    assert.deepEqual(others, []);
    assert.deepEqual(stream?.['EventSourceArn'], {
      'Fn::GetAtt': ['RegistryTable', 'StreamArn'],
    });
    assert.deepEqual(stream['FunctionResponseTypes'], ['ReportBatchItemFailures']);
    assert.equal(stream['StartingPosition'], 'TRIM_HORIZON');
    // What is absent is without end.
    assert.deepEqual(
      [stream['MaximumRetryAttempts'], stream['MaximumRecordAgeInSeconds']],
      [undefined, undefined],
    );
    const { Filters: filters } = stream['FilterCriteria'] as { Filters: { Pattern: string }[] };
    assert.deepEqual(
      filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown),
      [{ eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'outbox#' }] } } } }],
    );
  });

  it('lets the publisher read the stream', () => {
    const roles = JSON.stringify(ofType('AWS::IAM::Role'));

    for (const action of ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']) {
      assert.ok(roles.includes(`"dynamodb:${action}"`), action);
    }
  });

  it('tells the consumer that its mapping takes partial failures', () => {
    const { Environment } = template.Resources['ConsumerLambdaFunction']?.Properties ?? {};

    assert.equal(
      (Environment as { Variables: Record<string, unknown> }).Variables['PARTIAL_BATCH_FAILURES'],
      'true',
    );
  });

  it('serves every path of the devices by ingest, and /v1 by the registry, on two APIs', () => {
    const keys = ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties['RouteKey']);

    assert.deepEqual(keys.map(String).toSorted(), ['$default', 'ANY /v1/{proxy+}']);
    assert.equal(ofType('AWS::ApiGatewayV2::Api').length, 2);
  });

  it('keeps the tables when the stack goes', () => {
    const tables = ofType('AWS::DynamoDB::Table') as unknown as { DeletionPolicy: string }[];

    assert.deepEqual(
      tables.map(({ DeletionPolicy }) => DeletionPolicy),
      ['Retain', 'Retain'],
    );
  });

  it('keeps ingest within its budget', async (t) => {
    const bytes = await bytesAtStart('functions/ingest.ts');
    t.diagnostic(`${Math.round(bytes / 1024)} KiB`);

    assert.ok(bytes > 100 * 1024);
    assert.ok(bytes <= INGEST_BUDGET_BYTES);
  });

  for (const name of ['ingest', 'registry', 'consumer', 'publisher']) {
    it(`holds a bundle of ${name} that loads by its handler's name`, async (t) => {
      const lambda = startLambda({
        functions: [modelOf(name)],
        taskRoot: await unpack(join(folder, `${name}.zip`)),
        isolation: 'process',
        maxEnvironments: 1,
        concurrency: 1,
        freeze: false,
        reloadOn: [],
        log: ({ text }) => t.diagnostic(text),
        report: () => {},
      });
      t.after(lambda.stop);

      await lambda.warm();
    });
  }
});

function modelOf(name: string) {
  return {
    name,
    deployedName: name,
    handler: `functions/${name}.handler`,
    timeoutSeconds: 10,
    memoryMb: 512,
    environment: {
      AWS_REGION: 'eu-west-1',
      KAFKA_BROKERS: '127.0.0.1:1',
      REGISTRY_TABLE: 'registry',
      STATE_TABLE: 'state',
    },
  };
}

/** With the AWS SDK where the runtime has it: out of the archive, within reach of it. */
async function unpack(archive: string): Promise<string> {
  const taskRoot = temporaryFolder();
  for (const [name, contents] of unzip(await readFile(archive))) {
    const path = join(taskRoot, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  await mkdir(join(taskRoot, 'node_modules'));
  for (const scope of ['@aws-sdk', '@smithy']) {
    await symlink(join(ROOT, 'node_modules', scope), join(taskRoot, 'node_modules', scope));
  }
  return taskRoot;
}
