import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { PermanentError } from '../../application/index.ts';
import type { ConsumedEvent } from '../../lib/consumption/consumed-event.ts';
import { deadLetterTopic } from '../../lib/domain/topics.ts';
import {
  type ApplicationUnderTest,
  applicationUnderTest,
  processed,
} from '../support/application.ts';
import { parseDeviceEvent } from '../support/device-event.ts';
import { readFacts } from '../support/history/recorder.ts';
import { readCount } from '../support/kafka.ts';
import { ownKafka } from '../support/own-kafka.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const DEVICES = Array.from({ length: 8 }, (_, index) => `device-${index}`);
const PROGRAM = join(import.meta.dirname, '../support/application-program.ts');

const slowly =
  (under: ApplicationUnderTest) =>
  async (event: ConsumedEvent): Promise<void> => {
    await pause(5);
    under.facts.push(processed(event));
  };

function isPoison(event: ConsumedEvent): boolean {
  return event.kind === 'data' && parseDeviceEvent(event.payload.bytes).poison;
}

describe('a business application with a group of its own', () => {
  it('processes every event, each device in order', async (t) => {
    const under = await applicationUnderTest(t);
    await under.send(DEVICES, 20);

    under.join();
    await until(() => under.missing() === 0);

    assert.deepEqual(under.violations(), []);
  });

  it('tells how far behind it is, and what it has done', async (t) => {
    const under = await applicationUnderTest(t);
    await under.send(DEVICES, 5);

    const application = under.join();
    const metrics = () => application.status()[0]?.metrics ?? {};
    await until(() => metrics().CommittedEventCount === 40);

    assert.equal(application.status()[0]?.tenant, under.tenant);
    assert.equal(application.status()[0]?.state.State, 'Enabled');
    assert.deepEqual([metrics().PolledEventCount, metrics().MaxOffsetLag], [40, 0]);
  });

  it('goes on where it stopped', async (t) => {
    const under = await applicationUnderTest(t);
    await under.send(DEVICES, 5);
    const first = under.join();
    await until(() => under.missing() === 0);
    await first.stop();
    const handled = under.facts.filter(({ kind }) => kind === 'attempted').length;

    await under.send(DEVICES);
    await under.join().ready;
    await until(() => under.missing() === 0);

    const later = under.facts.filter(({ kind }) => kind === 'attempted').length;
    assert.equal(later, handled + DEVICES.length);
  });

  it('lets what runs end when it stops, and begins nothing more', async (t) => {
    const under = await applicationUnderTest(t, { partitions: 1 });
    const { promise: end, resolve } = Promise.withResolvers<void>();
    const begun: string[] = [];
    const handle = async (event: ConsumedEvent): Promise<void> => {
      begun.push(event.device);
      await end;
      under.facts.push(processed(event));
    };
    await under.send(['device-0'], 3);
    const application = under.join({ handle });
    await until(() => begun.length === 1);

    const stopped = application.stop();
    resolve();
    await stopped;

    assert.equal(begun.length, 1);
    assert.equal(under.missing(), 2);
    under.join();
    await until(() => under.missing() === 0);
    assert.deepEqual(under.violations(), []);
    assert.equal(under.facts.filter(({ kind }) => kind === 'attempted').length, 3);
  });

  it('keeps what fails as dead letters, and no other device waits for it', async (t) => {
    const under = await applicationUnderTest(t);
    await under.send(['poison'], 1, true);
    await under.send(['permanent'], 1, true);
    await under.send(DEVICES, 3);
    const attempts: string[] = [];
    const handle = async (event: ConsumedEvent): Promise<void> => {
      attempts.push(event.device);
      if (event.device === 'permanent') throw new PermanentError('never');
      if (isPoison(event)) throw new Error('not now');
      under.facts.push(processed(event));
    };

    under.join({ handle, retryBound: { attempts: 3, ageMs: 0 } });
    await until(() => under.missing() === 2);
    const letters = await readCount(deadLetterTopic(under.tenant), 2);

    const reasons = letters.map(({ headers }) => String(headers[0]?.[1]));
    assert.deepEqual(reasons.toSorted(), ['PROCESSING_FAILED', 'RECORD_REJECTED']);
    assert.equal(attempts.filter((device) => device === 'poison').length, 3);
    assert.equal(attempts.filter((device) => device === 'permanent').length, 1);
  });

  it('handles no more records at a time than it is told to', async (t) => {
    const under = await applicationUnderTest(t, { partitions: 4 });
    await under.send(DEVICES, 10);
    let running = 0;
    let most = 0;
    const handle = async (event: ConsumedEvent): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await pause(2);
      running -= 1;
      under.facts.push(processed(event));
    };

    under.join({ handle, concurrency: 2, batches: 2 });
    await until(() => under.missing() === 0);

    assert.ok(most <= 4, `${most} at a time`);
  });

  it('loses nothing and keeps the order when members come and go', async (t) => {
    const under = await applicationUnderTest(t, { partitions: 4 });
    const handle = slowly(under);
    const first = under.join({ handle });
    await first.ready;
    await under.send(DEVICES, 20);
    const second = under.join({ handle });
    await under.send(DEVICES, 20);
    await second.ready;
    await under.send(DEVICES, 20);

    await first.stop();
    await under.send(DEVICES, 20);
    await until(() => under.missing() === 0);

    assert.deepEqual(under.violations(), []);
  });

  it('loses nothing when it is killed in the middle of a batch', async (t) => {
    const under = await applicationUnderTest(t);
    await under.send(DEVICES, 40);
    const file = join(temporaryFolder(), 'facts.ndjson');
    const { brokers, group, tenant } = under;
    const env = {
      ...process.env,
      BROKERS: brokers.join(','),
      GROUP: group,
      TENANT: tenant,
      FACTS: file,
    };
    const program = spawn(process.execPath, [PROGRAM], { env, stdio: 'inherit' });
    t.after(() => program.kill('SIGKILL'));
    await until(() => readFacts(file).length > 20);

    program.kill('SIGKILL');
    await once(program, 'exit');
    under.facts.push(...readFacts(file));
    assert.ok(under.missing() > 0);
    under.join();
    await until(() => under.missing() === 0);

    assert.deepEqual(under.violations(), []);
  });

  it('loses nothing when the broker is killed and comes back', async (t) => {
    const kafka = await ownKafka(t);
    const under = await applicationUnderTest(t, { brokers: kafka.brokers });
    const application = under.join({ handle: slowly(under) });
    await application.ready;
    await under.send(DEVICES, 40);
    await until(() => under.facts.some(({ kind }) => kind === 'attempted'));

    await kafka.kill();
    await kafka.start();
    await under.send(DEVICES, 5);
    await until(() => under.missing() === 0);

    assert.deepEqual(under.violations(), []);
  });
});
