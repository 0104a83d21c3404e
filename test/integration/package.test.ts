import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { overBudget, readPackage } from '../../deploy/bundle/package-report.ts';
import {
  packagedService,
  packageService,
  type Variables,
  warmPackaged,
} from '../support/packaged-service.ts';
import { unzip } from '../../local/package/unzip.ts';

type Template = { readonly Resources: Readonly<Record<string, Resource>> };
type Resource = { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> };

type Filters = { readonly Filters: readonly { readonly Pattern: string }[] };
type Settings = { readonly topic: string; readonly properties: Readonly<Record<string, unknown>> };

describe('the package', () => {
  let folder = '';
  let template: Template;

  before(async () => {
    folder = await packagedService();
    const text = await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
    template = JSON.parse(text) as Template;
  });

  const ofType = (type: string) =>
    Object.values(template.Resources).filter((resource) => resource.Type === type);

  const variablesOf = (name: string) => {
    const { Environment } = template.Resources[`${name}LambdaFunction`]?.Properties ?? {};
    return (Environment as { Variables: Readonly<Record<string, unknown>> }).Variables;
  };

  it('tells the reconciler the settings of the mappings, with partial failures', () => {
    const { EVENT_SOURCE_MAPPING: settings, CONSUMER_FUNCTION: name } = variablesOf('Reconciler');
    const { topic, properties } = JSON.parse(String(settings)) as Settings;

    assert.equal(name, 'tidegate-dev-consumer');
    assert.equal(topic, 'hono.event.{tenant}');
    assert.deepEqual(properties['FunctionResponseTypes'], ['ReportBatchItemFailures']);
    assert.deepEqual(properties['ProvisionedPollerConfig'], {
      MinimumPollers: 1,
      MaximumPollers: 20,
      PollerGroupName: 'tidegate-dev',
    });
  });

  it('makes no tenant’s mapping itself: the reconciler does', () => {
    const topics = ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);

    assert.ok(topics.every(({ Topics }) => Topics === undefined));
  });

  it('invokes the reconciler when a tenant changes, and by schedule', () => {
    const streams = ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
    const ofTenants = streams.find(({ FunctionName }) => isArnOf(FunctionName, 'Reconciler'));
    assert.ok(ofTenants);
    const { Filters: filters } = ofTenants['FilterCriteria'] as Filters;

    assert.deepEqual(filters.map(toPattern), [
      { dynamodb: { Keys: { pk: { S: [{ prefix: 'tenant#' }] } } } },
    ]);
    const schedules = ofType('AWS::Events::Rule').map(({ Properties }) => Properties);
    assert.ok(schedules.some(({ ScheduleExpression: rate }) => rate === 'rate(5 minutes)'));
  });

  it('has the outbox, and nothing else of the table, published from the stream', () => {
    const stream = ofType('AWS::Lambda::EventSourceMapping')
      .map(({ Properties }) => Properties)
      .find(({ FunctionName }) => isArnOf(FunctionName, 'Publisher'));

    assert.deepEqual(stream?.['EventSourceArn'], {
      'Fn::GetAtt': ['RegistryTable', 'StreamArn'],
    });
    assert.deepEqual(stream?.['FunctionResponseTypes'], ['ReportBatchItemFailures']);
    assert.equal(stream['StartingPosition'], 'TRIM_HORIZON');
    // What is absent is without end.
    assert.deepEqual(
      [stream['MaximumRetryAttempts'], stream['MaximumRecordAgeInSeconds']],
      [undefined, undefined],
    );
    const { Filters: filters } = stream['FilterCriteria'] as Filters;
    assert.deepEqual(filters.map(toPattern), [
      { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'outbox#' }] } } } },
    ]);
  });

  it('tells the consumer that its mapping takes partial failures', () => {
    assert.equal(variablesOf('Consumer')['PARTIAL_BATCH_FAILURES'], 'true');
  });

  it('serves every path of the devices by ingest, and /v1 by the registry, on two APIs', () => {
    const keys = ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties['RouteKey']);

    assert.deepEqual(keys.map(String).toSorted(), [
      '$default',
      'ANY /v1/{proxy+}',
      'OPTIONS /v1/{proxy+}',
    ]);
    assert.equal(ofType('AWS::ApiGatewayV2::Api').length, 2);
  });

  it('keeps the tables when the stack goes', () => {
    const tables = ofType('AWS::DynamoDB::Table') as unknown as { DeletionPolicy: string }[];

    assert.deepEqual(
      tables.map(({ DeletionPolicy }) => DeletionPolicy),
      ['Retain', 'Retain'],
    );
  });

  it('keeps every function within its budget', (t) => {
    const functions = readPackage(folder);
    const ingest = functions.find(({ name }) => name === 'ingest');
    t.diagnostic(`ingest: ${ingest?.atStartWithoutSdk} bytes`);

    assert.ok((ingest?.atStartWithoutSdk ?? 0) > 100 * 1024);
    assert.deepEqual(overBudget(functions), []);
  });

  it('has in each archive the modules of its function, and of no other', async () => {
    for (const { name } of readPackage(folder)) {
      const files = [...unzip(await readFile(join(folder, `${name}.zip`))).keys()];
      const others = files.filter((file) => !file.startsWith(`functions/${name}.`));

      assert.ok(files.includes(`functions/${name}.mjs`));
      assert.deepEqual(others, []);
    }
  });

  it('has kafkajs in the event sink of ingest, and no other client', async () => {
    assert.deepEqual(await clientsInEventSink(folder), ['kafkajs']);
  });

  for (const name of ['ingest', 'registry', 'consumer', 'publisher', 'reconciler', 'tenants']) {
    it(`holds a bundle of ${name} that loads by its handler's name`, async (t) => {
      const variables = name === 'reconciler' ? variablesOf('Reconciler') : {};
      await warmPackaged(t, { folder, name, variables: onlyTexts(variables) });
    });
  }
});

describe('the package with KAFKA_CLIENT=platformatic', () => {
  const variables = { KAFKA_CLIENT: 'platformatic' };
  let folder = '';

  before(async () => {
    folder = await packageService(variables);
  });

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

/** References are filled in by CloudFormation. */
function onlyTexts(variables: Readonly<Record<string, unknown>>): Variables {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

function toPattern({ Pattern }: { readonly Pattern: string }): unknown {
  return JSON.parse(Pattern);
}

function isArnOf(name: unknown, functionName: string): boolean {
  return JSON.stringify(name) === `{"Fn::GetAtt":["${functionName}LambdaFunction","Arn"]}`;
}

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
