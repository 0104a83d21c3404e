import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Message } from 'rhea';
import { NotHereError, PermanentError } from '../../application/index.ts';
import type { ConsumedEvent } from '../../lib/consumption/consumed-event.ts';
import { takeMessages } from '../support/amqp.ts';
import { amqpApplicationUnderTest } from '../support/amqp-application.ts';
import { processed } from '../support/application.ts';
import { ownArtemis } from '../support/own-artemis.ts';
import { until } from '../support/until.ts';

const DEVICES = Array.from({ length: 8 }, (_, index) => `device-${index}`);

function failuresOf(messages: readonly Message[]): number[] {
  return messages.map(({ delivery_count: failures }) => failures ?? 0);
}

describe('a business application on AMQP 1.0', () => {
  it('processes every event, each device in order', async (t) => {
    const under = await amqpApplicationUnderTest(t);
    await under.send(DEVICES, 20);

    under.join({ window: 30 });
    await until(() => under.missing() === 0);

    assert.deepEqual(under.violations(), []);
  });

  it('takes no more than its window, and more as it settles', async (t) => {
    const under = await amqpApplicationUnderTest(t);
    await under.send(DEVICES, 3);
    let running = 0;
    let most = 0;
    const handle = async (event: ConsumedEvent): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await pause(5);
      running -= 1;
      under.facts.push(processed(event));
    };

    under.join({ handle, window: 5 });
    await until(() => under.missing() === 0);

    assert.ok(most > 1 && most <= 5, `${most} at a time`);
  });

  it('attempts again what fails, with everything behind it of its device, and no other device waits for it', async (t) => {
    const under = await amqpApplicationUnderTest(t);
    const attempts = new Map<string, number>();
    const handle = async (event: ConsumedEvent): Promise<void> => {
      const fact = processed(event);
      const attempt = (attempts.get(fact.id) ?? 0) + 1;
      attempts.set(fact.id, attempt);
      await nextTurn();
      if (fact.id === 'device-0-1' && attempt < 3) throw new Error('not now');
      under.facts.push(fact);
    };
    await under.send(DEVICES, 4);

    under.join({ handle });
    await until(() => under.missing() === 0);

    assert.equal(attempts.get('device-0-1'), 3);
    assert.deepEqual(under.violations(), []);
    const order = under.facts.flatMap((fact) => (fact.kind === 'attempted' ? [fact.id] : []));
    assert.deepEqual(order.slice(-3), ['device-0-1', 'device-0-2', 'device-0-3']);
  });

  it('keeps what no retry helps, and what failed too often, as dead letters with their reasons', async (t) => {
    const under = await amqpApplicationUnderTest(t);
    const handle = async (event: ConsumedEvent): Promise<void> => {
      if (event.device === 'permanent') throw new PermanentError('never');
      if (event.device === 'stubborn') throw new Error('not now');
      under.facts.push(processed(event));
    };
    await under.send(['permanent', 'stubborn', ...DEVICES]);

    under.join({ handle, retryBound: { attempts: 2, ageMs: 0 } });
    await until(() => under.missing() === 2);
    const letters = await takeMessages(t, `dead-letter/${under.tenant}`, 2);

    const told = letters.map(({ application_properties: properties }) => [
      properties?.['device_id'],
      properties?.['dead-letter-reason'],
      properties?.['dead-letter-message'],
      properties?.['dead-letter-attempts'],
    ]);
    assert.deepEqual(told, [
      ['permanent', 'RECORD_REJECTED', 'never', '1'],
      ['stubborn', 'PROCESSING_FAILED', 'not now', '2'],
    ]);
  });

  it('gives back at once what it says is for another member, with everything behind it of its device', async (t) => {
    const under = await amqpApplicationUnderTest(t);
    const refused: string[] = [];
    const refuse = async (event: ConsumedEvent): Promise<void> => {
      refused.push(event.device);
      throw new NotHereError('no connection to the store');
    };
    await under.send(['device-0'], 3);
    const first = under.join({ handle: refuse });
    await until(() => refused.length > 0);

    under.join();
    await first.stop();
    await until(() => under.missing() === 0);

    assert.deepEqual(under.violations(), []);
  });

  it('lets what runs end when it stops, and gives back the rest uncounted', async (t) => {
    const under = await amqpApplicationUnderTest(t);
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
    const rest = await takeMessages(t, `event/${under.tenant}`, 2);
    assert.deepEqual(failuresOf(rest), [0, 0]);
  });

  it('tells the network of a failure when it stops before the next attempt, and of no other', async (t) => {
    const under = await amqpApplicationUnderTest(t);
    let attempts = 0;
    const handle = (): Promise<void> => {
      attempts += 1;
      return Promise.reject(new Error('not now'));
    };
    await under.send(['device-0'], 3);
    const application = under.join({ handle });
    await until(() => attempts === 1);

    await application.stop();

    const messages = await takeMessages(t, `event/${under.tenant}`, 3);
    assert.deepEqual(failuresOf(messages), [1, 0, 0]);
  });

  it('loses nothing when the network is killed and comes back', async (t) => {
    const artemis = await ownArtemis(t);
    const network = { host: '127.0.0.1', port: artemis.port, clientId: 'test' };
    const under = await amqpApplicationUnderTest(t, network);
    const handle = async (event: ConsumedEvent): Promise<void> => {
      await nextTurn();
      under.facts.push(processed(event));
    };
    await under.send(DEVICES, 20);
    await under.join({ handle, window: 20 }).ready;
    await until(() => under.facts.some(({ kind }) => kind === 'attempted'));

    await artemis.kill();
    await artemis.start();
    await until(() => under.missing() === 0);

    assert.deepEqual(under.violations(), []);
  });
});

describe('several business applications on AMQP 1.0', () => {
  it('receive each event each, once for all members of an application', async (t) => {
    const under = await amqpApplicationUnderTest(t);
    const seen = new Map<string, string[]>();
    const join = (group: string) => {
      const events: string[] = [];
      seen.set(`${group}/${seen.size}`, events);
      return under.join({ group, handle: (event) => void events.push(processed(event).id) }).ready;
    };
    await Promise.all(['billing', 'billing', 'audit'].map(join));

    await under.send(DEVICES, 5);
    const of = (group: string) =>
      [...seen].flatMap(([name, events]) => (name.startsWith(group) ? events : []));
    await until(() => of('billing').length >= 40 && of('audit').length >= 40);

    assert.equal(new Set(of('billing')).size, 40);
    assert.equal(new Set(of('audit')).size, 40);
    assert.equal(of('billing').length, 40);
  });

  it('keep the order of a device although members compete', async (t) => {
    const under = await amqpApplicationUnderTest(t);
    const handle = async (event: ConsumedEvent): Promise<void> => {
      for (let turns = event.device.length + under.facts.length; turns % 7 > 0; turns += 1) {
        await nextTurn();
      }
      under.facts.push(processed(event));
    };
    const members = [1, 2, 3].map(() => under.join({ handle, window: 40 }));
    await Promise.all(members.map(({ ready }) => ready));

    await under.send(DEVICES, 40);
    await until(() => under.missing() === 0);

    assert.deepEqual(under.violations(), []);
  });

  it('find what came while none of their members was there', async (t) => {
    const under = await amqpApplicationUnderTest(t);
    const first = under.join({ group: 'billing' });
    await first.ready;
    await first.stop();

    await under.send(DEVICES);
    under.join({ group: 'billing' });

    await until(() => under.missing() === 0);
  });
});
