import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { eventTopic } from '../../lib/domain/topics.ts';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { newTopic, produce } from '../support/event-source-mapping.ts';
import { createTopic, testBrokers, uniqueTopic } from '../support/kafka.ts';
import { until } from '../support/until.ts';
import { exampleOf, userProject } from '../support/user-project.ts';

describe('the examples of the documents, in a project that has installed this one', () => {
  it('of an event source mapping hands records to a function', async (t) => {
    const topic = await newTopic(t);
    const example = exampleOf('event-source-mapping/README.md', 'startEventSourceMapping')
      .replace("'orders'", `'${topic}'`)
      .replace('orders-consumer', topic)
      .replace('127.0.0.1:9092', testBrokers()[0] ?? '');
    const [beforeStop] = example.split('// …');
    const output = running(
      t,
      `const handler = async ({ records }) => { console.log('got', Object.keys(records)[0]); return {}; };
      ${beforeStop}
      process.once('SIGTERM', () => void mapping.stop());`,
    );

    await produce(t, topic, [{ value: 'v' }]);
    await until(() => output.text().includes(`got ${topic}-0`));

    await until(() => output.text().includes('"kind":"committed"'));
    assert.equal(await output.ended(), 0);
  });

  it('of a business application handles events', async (t) => {
    const tenant = parseTenantId(uniqueTopic('tenant'));
    await createTopic(t, eventTopic(tenant), { numPartitions: 1 });
    const example = exampleOf('docs/business-applications.md', 'startApplication')
      .replace("'b-1.example:9092'", JSON.stringify(testBrokers()).slice(1, -1))
      .replace("'acme', 'globex'", `'${tenant}'`);
    const output = running(
      t,
      `const bill = async (...all) => console.log(JSON.stringify(all));\n${example}`,
    );

    const headers = { 'content-type': 'application/json' };
    await produce(t, eventTopic(tenant), [{ key: 'sensor-1', value: '{"temp":5}', headers }]);
    await until(() => output.text().includes(`["${tenant}","sensor-1",{"temp":5}]`));

    assert.equal(await output.ended(), 0);
  });
});

/** A program that is killed with the test unless it has ended. */
function running(t: TestContext, source: string) {
  const project = userProject();
  project.write('program.ts', source);
  const child: ChildProcess = project.start('program.ts');
  t.after(() => child.kill('SIGKILL'));
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  return {
    text: () => text,
    /** @returns the exit code after a SIGTERM */
    async ended(): Promise<unknown> {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
}
