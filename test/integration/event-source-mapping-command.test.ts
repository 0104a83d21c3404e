import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type TestContext, describe, it } from 'node:test';
import { newTopic, produce } from '../support/event-source-mapping.ts';
import { testBrokers } from '../support/kafka.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const PROGRAM = join(import.meta.dirname, '../../event-source-mapping/main.ts');
const SERVICE = join(import.meta.dirname, '../support/kafka-service');

describe('the command that runs the Kafka triggers of a serverless.yml', () => {
  it('invokes the handlers, says what happens, and ends when asked', async (t) => {
    const topic = await newTopic(t);
    const running = run(t, { ORDERS_TOPIC: topic }, ['--function', 'orders']);
    await until(() => running.output().includes(`${topic} reads partition 0`));

    await produce(t, topic, [
      { value: '{"kind":"order","id":1}' },
      { value: '{"kind":"other"}' },
      { value: '{"kind":"order","id":2}' },
    ]);
    await until(() => running.output().includes(`${topic} committed 0@3`));
    running.child.kill('SIGINT');
    const [code] = await once(running.child, 'exit');

    assert.equal(code, 0);
    assert.match(running.output(), /^hello \{"kind":"order","id":1\}!$/m);
    assert.match(running.output(), /filtered 1 of 3 records out/);
    assert.match(running.output(), /invoked with 2 records/);
  });

  it('repeats what failed, and says why it did', async (t) => {
    const topic = await newTopic(t);
    const running = run(
      t,
      {},
      ['--json'],
      serviceOf(topic, { handler: 'orders', timeout: 30, retries: 2 }),
    );

    await produce(t, topic, [{ value: '{"kind":"order","is":"fails"}' }]);
    const failures = () =>
      running
        .output()
        .split('\n')
        .filter((line) => line.includes('"outcome":"function-error"'));
    await until(() => failures().length > 1);

    assert.match(failures()[0] ?? '', /as it was told/);
  });

  it('ends a function that takes too long, and tells its failure destination', async (t) => {
    const topic = await newTopic(t);
    const folder = temporaryFolder();
    const slow = serviceOf(topic, { handler: 'raw', timeout: 1, retries: 0 });
    const running = run(t, {}, ['--failures', folder], slow);

    await produce(t, topic, [{ value: 'v' }]);
    await until(() => running.output().includes('told the failure destination of 1 records'));

    assert.match(running.output(), /Task timed out after 1.00 seconds/);
    const [line = ''] = readFileSync(join(folder, 'sqs/q.ndjson'), 'utf8').split('\n');
    assert.equal(JSON.parse(line).requestContext.condition, 'RetryAttemptsExhausted');
  });

  it('names what is wrong, and how it is used', async (t) => {
    const wrong = run(t, {}, ['--redelivery', 'other']);
    const anyOne = { handler: 'raw', timeout: 1, retries: 0 };
    const [usageCode] = await once(wrong.child, 'exit');
    const unknown = run(t, {}, ['--function', 'nobody'], serviceOf('any', anyOne));
    const [code] = await once(unknown.child, 'exit');

    assert.deepEqual([usageCode, code], [2, 1]);
    assert.match(wrong.output(), /--redelivery must be items or rewind, not other/);
    assert.match(unknown.output(), /the service has: one$/m);
  });
});

type OneFunction = {
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  readonly retries: number;
};

/** What `print` would say of a service whose one function reads a topic. */
function serviceOf(topic: string, { handler, timeout, retries }: OneFunction): string {
  const folder = temporaryFolder();
  const Mapping = {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: 'one',
      Topics: [topic],
      StartingPosition: 'TRIM_HORIZON',
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: topic },
      MaximumRetryAttempts: retries,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:r:1:q' } },
    },
  };
  const handlers = relative(folder, join(SERVICE, 'handlers'));
  const one = { handler: `${handlers}.${handler}`, timeout };
  const configuration = {
    functions: { one },
    resources: { Resources: { Mapping } },
  };
  const path = join(folder, 'service.json');
  writeFileSync(path, JSON.stringify(configuration));
  return path;
}

function run(
  t: TestContext,
  variables: Readonly<Record<string, string>>,
  options: readonly string[],
  service: string = SERVICE,
) {
  let output = '';
  const child = spawn(
    process.execPath,
    [PROGRAM, '--brokers', testBrokers().join(','), '--service', service, ...options],
    { env: { ...process.env, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  t.after(() => child.kill('SIGKILL'));
  return { child, output: () => output };
}
