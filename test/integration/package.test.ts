import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { packageService, warmPackaged } from '../support/packaged-service.ts';
import { bytesAtStart } from '../support/start-size.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { unzip } from '../support/zip.ts';

/** What loads at the start of `ingest`, minified, without the AWS SDK. */
const INGEST_BUDGET_BYTES = 350 * 1024;

type Template = { readonly Resources: Readonly<Record<string, Resource>> };
type Resource = { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> };

describe('the package', () => {
  const folder = temporaryFolder();
  let template: Template;

  before(async () => {
    await packageService(folder, { TENANTS: 'a-b,ab' });
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
    const bytes = await bytesAtStart('functions/ingest.ts', ['lib/drivers/kafka/event-sink.ts']);
    t.diagnostic(`${Math.round(bytes / 1024)} KiB`);

    assert.ok(bytes > 100 * 1024);
    assert.ok(bytes <= INGEST_BUDGET_BYTES);
  });

  it('has kafkajs in the event sink of ingest, and no other client', async () => {
    assert.deepEqual(await clientsInEventSink(folder), ['kafkajs']);
  });

  for (const name of ['ingest', 'registry', 'consumer', 'publisher']) {
    it(`holds a bundle of ${name} that loads by its handler's name`, async (t) => {
      await warmPackaged(t, { folder, name });
    });
  }
});

// One after the other: osls keeps what it is making in one folder.
describe('the package with KAFKA_CLIENT=platformatic', () => {
  const folder = temporaryFolder();
  const variables = { KAFKA_CLIENT: 'platformatic' };

  before(() => packageService(folder, variables));

  it('has that client in the event sink, and not the other', async () => {
    assert.deepEqual(await clientsInEventSink(folder), ['platformatic']);
  });

  it('holds a bundle of ingest that loads by its handler’s name', async (t) => {
    await warmPackaged(t, { folder, name: 'ingest', variables });
  });

  it('does not start with the other', async (t) => {
    await assert.rejects(
      warmPackaged(t, { folder, name: 'ingest', variables: { KAFKA_CLIENT: 'kafkajs' } }),
    );
  });
});

/** A text that only the client itself holds. */
const MARKS = { kafkajs: 'KafkaJSNonRetriableError', platformatic: 'PLT_KFK_NETWORK' };

async function clientsInEventSink(folder: string): Promise<string[]> {
  const files = unzip(await readFile(join(folder, 'ingest.zip')));
  const sinks = Array.from(files)
    .filter(([name]) => /\/event-sink-\w+\.mjs$/.test(name))
    .map(([, contents]) => String(contents));
  return Object.entries(MARKS)
    .filter(([, mark]) => sinks.some((text) => text.includes(mark)))
    .map(([client]) => client);
}
