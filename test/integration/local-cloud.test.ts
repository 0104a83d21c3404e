import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, type TestContext, it } from 'node:test';
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { CreateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { type LocalCloudOptions, startLocalCloud } from '../../local/cloud.ts';
import type { LogLine } from '../../local/lambda/environment.ts';
import { testDynamoDbEndpoint } from '../support/dynamodb.ts';
import { kafkaClient, testBrokers } from '../support/kafka.ts';
import { localLambdaClient } from '../support/local-lambda-api.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const SERVICE = join(import.meta.dirname, '../support/local-service');

/** `serverless.yml` is resolved once for all that have no settings of their own. */
const DATA = temporaryFolder();

async function cloudOf(t: TestContext, options: Partial<LocalCloudOptions> = {}) {
  const lines: LogLine[] = [];
  const cloud = await startLocalCloud({
    serviceDir: SERVICE,
    dataDir: options.settings === undefined ? DATA : temporaryFolder(),
    brokers: testBrokers(),
    dynamoDbEndpoint: testDynamoDbEndpoint(),
    log: (line) => lines.push(line),
    ...options,
  });
  t.after(cloud.stop);
  const consumed = (topic: string) =>
    lines
      .filter(
        ({ functionName, text }) => functionName === 'consumer' && text.includes(`"${topic}-`),
      )
      .map(({ text }) => (JSON.parse(text) as { text: string }).text);
  return { ...cloud, consumed, lines };
}

async function send(t: TestContext, topic: string, ...values: string[]): Promise<void> {
  const producer = kafkaClient().producer();
  t.after(() => producer.disconnect());
  await producer.connect();
  await producer.send({ topic, messages: values.map((value) => ({ key: 'device', value })) });
}

async function createMapping(controlPlane: string, topic: string): Promise<void> {
  const client = localLambdaClient(controlPlane);
  const group = { ConsumerGroupId: topic };
  await client.send(
    new CreateEventSourceMappingCommand({
      FunctionName: 'local-service-dev-consumer',
      EventSourceArn: 'arn:aws:kafka:eu-west-1:000000000000:cluster/local/1',
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      Topics: [topic],
      AmazonManagedKafkaEventSourceConfig: group,
    }),
  );
  client.destroy();
}

describe('the local cloud', () => {
  it('serves the routes of serverless.yml on one port, the most specific first', async (t) => {
    const { url } = await cloudOf(t);

    const [device, management] = await Promise.all(
      ['/event', '/v1/tenants'].map(async (path) => (await fetch(url + path)).json()),
    );

    assert.equal((device as Echo).context.functionName, 'local-service-dev-obedient');
    assert.equal((management as Echo).context.functionName, 'local-service-dev-registry');
    assert.deepEqual((management as Echo).event.pathParameters, { proxy: 'tenants' });
  });

  it('gives a function a setting of the environment instead of that of serverless.yml', async (t) => {
    const { url } = await cloudOf(t, {
      settings: { GREETING: 'good evening', HOME: '/elsewhere' },
    });

    const { environment } = (await (await fetch(url)).json()) as Echo;

    assert.equal(environment['GREETING'], 'good evening');
    assert.equal(environment['HOME'], undefined);
  });

  it('makes the tables of the template, with stream and expiry, and keeps them at the next start', async (t) => {
    const first = await cloudOf(t);
    await first.stop();
    const { dynamoDbEndpoint } = await cloudOf(t);
    const client = new DynamoDBClient({
      endpoint: dynamoDbEndpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    t.after(() => client.destroy());
    const TableName = 'local-service-dev-NotesTable';

    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName }),
    );

    assert.equal(Table?.StreamSpecification?.StreamViewType, 'NEW_IMAGE');
    assert.deepEqual(TimeToLiveDescription, {
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'expires',
    });
  });

  it('consumes a topic whose mapping is made while it runs', async (t) => {
    const { consumed, controlPlane } = await cloudOf(t);
    const topic = `local.event.${randomUUID()}`;

    await createMapping(controlPlane, topic);
    await send(t, topic, 'one', 'two');

    await until(() => consumed(topic).length === 2);
    assert.deepEqual(consumed(topic), ['one', 'two']);
  });

  it('brings a record again that the function reports, and goes on where it stopped', async (t) => {
    const topic = `local.event.${randomUUID()}`;
    const first = await cloudOf(t);
    await createMapping(first.controlPlane, topic);
    await send(t, topic, 'fail', 'good');
    await until(() => first.consumed(topic).filter((text) => text === 'fail').length === 2);
    await first.stop();

    const second = await cloudOf(t);
    await createMapping(second.controlPlane, topic);
    await send(t, topic, 'later');
    await until(() => second.consumed(topic).includes('later'));

    assert.deepEqual(second.consumed(topic), ['later']);
  });

  it('consumes the topics that the template names', async (t) => {
    const topic = `local.named.${randomUUID()}`;
    const { consumed } = await cloudOf(t, { settings: { NAMED_TOPIC: topic } });

    await send(t, topic, 'one');

    await until(() => consumed(topic).length === 1);
  });

  it('consumes no topic without a mapping', async (t) => {
    const observed = new Set<string>();
    const { consumed, controlPlane } = await cloudOf(t, { observe: (name) => observed.add(name) });
    const other = `local.event.${randomUUID()}`;
    const topic = `local.event.${randomUUID()}`;

    await send(t, other, 'one');
    await createMapping(controlPlane, topic);
    await send(t, topic, 'one');
    await until(() => consumed(topic).length === 1);

    assert.equal(observed.has(other), false);
  });

  it('invokes a function by its schedule, the first time before it is ready', async (t) => {
    const { lines } = await cloudOf(t);

    const [event] = lines
      .filter(({ functionName }) => functionName === 'scheduled')
      .map(({ text }) => JSON.parse(text) as { readonly source?: unknown });
    assert.equal(event?.source, 'aws.events');
  });

  it('says in one sentence that a broker is out of reach', async (t) => {
    await assert.rejects(cloudOf(t, { brokers: ['127.0.0.1:1'] }), {
      name: 'StartFailure',
      message:
        'No broker answers at 127.0.0.1:1: start it, or unset KAFKA_BROKERS to have one started.',
    });
  });

  it('says in one sentence what the framework does not accept', async (t) => {
    const serviceDir = join(import.meta.dirname, '../..');

    await assert.rejects(cloudOf(t, { serviceDir, settings: { AUTHENTICATION_REQUIRED: 'no' } }), {
      name: 'StartFailure',
      message:
        /^serverless\.yml cannot be resolved: .*AUTHENTICATION_REQUIRED takes exactly true or false[^\n]*$/,
    });
  });
});

type Echo = {
  readonly event: { readonly pathParameters?: unknown };
  readonly context: { readonly functionName: string };
  readonly environment: Readonly<Record<string, string>>;
};
