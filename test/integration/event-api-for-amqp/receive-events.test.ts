import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { NotHereError, PermanentError } from '../../../application/index.ts';
import type { ConsumedEvent } from '../../../lib/consumption/consumed-event.ts';
import { processed } from '../../support/application.ts';
import { receiverAttachOf, receiving } from '../../support/receiving.ts';
import { takeMessages } from '../../support/amqp.ts';
import { until } from '../../support/until.ts';

const DEVICES = ['4711', '4712', '4713'];

test('Receive Events › delivers messages containing events reported by a particular device in the same order that they have been received in', async (t) => {
  const { send, join, missing, violations, facts } = await receiving(t);
  const handle = async (event: ConsumedEvent): Promise<void> => {
    // Those of other devices overtake it.
    if (event.device === '4711') await nextTurn();
    facts.push(processed(event));
  };
  await send(DEVICES, 20);

  join({ handle });
  await until(() => missing() === 0);

  assert.deepEqual(violations(), []);
});

test('Receive Events › supports multiple non-competing Business Application consumers for a given tenant', async (t) => {
  const { send, join } = await receiving(t);
  const [billing, audit]: [string[], string[]] = [[], []];
  await join({ group: 'billing', handle: (event) => void billing.push(event.device) }).ready;
  await join({ group: 'audit', handle: (event) => void audit.push(event.device) }).ready;

  await send(DEVICES);
  await until(() => billing.length === 3 && audit.length === 3);

  assert.deepEqual([billing.toSorted(), audit.toSorted()], [DEVICES, DEVICES]);
});

for (const group of [undefined, 'billing'] as const) {
  const how = group === undefined ? 'of the address' : 'of a subscription';
  test(`Receive Events › allows multiple competing consumers to share the load (${how})`, async (t) => {
    const { send, join } = await receiving(t);
    const members = [new Set<string>(), new Set<string>()] as const;
    const handled: string[] = [];
    const joined = members.map((devices) => {
      const handle = ({ device }: ConsumedEvent) => {
        devices.add(device);
        handled.push(device);
      };
      return join({ ...(group && { group }), handle }).ready;
    });
    await Promise.all(joined);

    await send(DEVICES, 4);
    await until(() => handled.length === 12);

    const [one, other] = members;
    assert.ok(one.size > 0 && other.size > 0, 'each has some');
    assert.equal(one.size + other.size, DEVICES.length, 'a device belongs to one of them');
  });
}

test('Receive Events › the client establishes a link in role receiver using source address event/${tenant_id}, and MUST use unsettled and first', async (t) => {
  const { tenant, join, tap } = await receiving(t);

  await join().ready;

  assert.deepEqual(tap.frames('client', 'attach').map(receiverAttachOf), [
    {
      role: 'receiver',
      'snd-settle-mode': 'unsettled',
      'rcv-settle-mode': 'first',
      source: `event/${tenant}`,
    },
  ]);
});

test('Receive Events › the network sends the messages of that link unsettled', async (t) => {
  const { send, join, tap, missing } = await receiving(t);
  await send(DEVICES);

  join();
  await until(() => missing() === 0);

  const settled = tap.frames('network', 'transfer').map(({ fields }) => fields[4]?.value ?? false);
  assert.deepEqual(settled, [false, false, false]);
});

test('Receive Events › the Business Application acknowledges reception of a message when it has processed it', async (t) => {
  const { send, join, outcomes } = await receiving(t);
  const { promise: end, resolve } = Promise.withResolvers<void>();
  let begun = 0;
  const handle = (): Promise<void> => {
    begun += 1;
    return end;
  };
  await send(['4711']);

  join({ handle });
  await until(() => begun === 1);
  const before = outcomes();
  resolve();
  await until(() => outcomes().length === 1);

  assert.deepEqual(before, []);
  assert.deepEqual(outcomes(), ['accepted']);
});

test('Receive Events › AT LEAST ONCE: what was not acknowledged is delivered again when the link ends', async (t) => {
  const { tenant, send, join } = await receiving(t);
  const { promise: never } = Promise.withResolvers<void>();
  let begun = 0;
  const handle = (): Promise<void> => {
    begun += 1;
    return never;
  };
  await send(['4711', '4711']);
  const application = join({ handle, stopTimeoutMs: 1 });
  await until(() => begun === 1);

  await application.stop();

  const messages = await takeMessages(t, `event/${tenant}`, 2);
  assert.equal(messages.length, 2);
});

for (const { what, failure, outcome } of [
  {
    what: 'is for another member is released',
    failure: new NotHereError('no connection'),
    outcome: 'released',
  },
  { what: 'no retry helps is rejected', failure: new PermanentError('never'), outcome: 'rejected' },
]) {
  test(`Receive Events › what the handler says ${what}, and its neighbours are accepted`, async (t) => {
    const { send, join, outcomes, missing, facts } = await receiving(t);
    const handle = async (event: ConsumedEvent): Promise<void> => {
      if (event.device === '4712') throw failure;
      facts.push(processed(event));
    };
    await send(DEVICES);

    join({ handle, deadLetters: 'rejected' });
    await until(() => missing() === 1 && outcomes().length >= 3);

    const told = outcomes().slice(0, 3).toSorted();
    assert.deepEqual(told, ['accepted', 'accepted', outcome].toSorted());
  });
}

test('Receive Events › what fails is modified as failed when the application stops before it succeeds, and what was not begun is released', async (t) => {
  const { send, join, outcomes, tap } = await receiving(t);
  let attempts = 0;
  const handle = (): Promise<void> => {
    attempts += 1;
    return Promise.reject(new Error('not now'));
  };
  await send(['4711'], 3);
  const application = join({ handle });
  // What has not been handed over yet has no outcome.
  await until(() => attempts > 0 && tap.frames('network', 'transfer').length === 3);

  await application.stop();

  assert.deepEqual(outcomes(), ['modified', 'released', 'released']);
});
