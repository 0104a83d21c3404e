import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery } from 'rhea';
import { takeMessages } from '../../support/amqp.ts';
import { scriptedNetwork } from '../../support/amqp-network.ts';
import { attachOf, forwarding } from '../../support/forwarding.ts';

test('Forward Event › Preconditions › the adapter has established one connection and a link in role sender to event/${tenant_id}', async (t) => {
  const { address, upload, frames } = await forwarding(t);

  assert.equal((await upload()).statusCode, 202);
  assert.equal((await upload()).statusCode, 202);

  const links = frames('client', 'attach').map(attachOf);
  assert.deepEqual(
    links.map(({ role, target }) => ({ role, target })),
    [{ role: 'sender', target: address }],
  );
  assert.equal(frames('client', 'open').length, 1);
});

test('Forward Event › Preconditions › nothing is transferred for a device that has not been registered', async (t) => {
  const { tenant, upload, frames } = await forwarding(t);

  const { statusCode } = await upload({ method: 'PUT', path: `/event/${tenant}/nobody` });

  assert.equal(statusCode, 404);
  assert.deepEqual(frames('client', 'transfer'), []);
});

test('Forward Event › a client MUST use unsettled for the snd-settle-mode and first for the rcv-settle-mode of its attach frame', async (t) => {
  const { upload, frames } = await forwarding(t);

  await upload();

  const [attach] = frames('client', 'attach').map(attachOf);
  assert.equal(attach?.['snd-settle-mode'], 'unsettled');
  assert.equal(attach['rcv-settle-mode'], 'first');
});

test('Forward Event › AT LEAST ONCE › a transfer is not settled by its sender, and settled by the network first', async (t) => {
  const { upload, frames } = await forwarding(t);

  await upload();

  const [transfer] = frames('client', 'transfer');
  assert.notEqual(transfer?.fields[4]?.value, true);
  const [disposition] = frames('network', 'disposition');
  assert.equal(disposition?.fields[3]?.value, true);
  assert.equal(outcomeIn(disposition.fields[4]), ACCEPTED);
});

test('Forward Event › the messages MUST have their durable property set to true', async (t) => {
  const { address, upload, sent } = await forwarding(t);

  await upload();

  assert.deepEqual(sent()[0]?.member('header', 'durable'), { type: 'boolean', value: true });
  const [message] = await takeMessages(t, address, 1);
  assert.equal(message?.durable, true);
});

test('Forward Event › Message Flow › the device is answered only once the network has accepted the message', async (t) => {
  const deliveries: Delivery[] = [];
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  const network = await scriptedNetwork(t, {
    answer: (delivery) => {
      deliveries.push(delivery);
      resolve();
    },
  });
  const { upload } = await forwarding(t, { port: network.connection.port });
  let isAnswered = false;

  const answer = upload().finally(() => (isAnswered = true));
  await arrived;
  const wasAnsweredBefore = isAnswered;
  deliveries[0]?.accept();

  assert.equal((await answer).statusCode, 202);
  assert.equal(wasAnsweredBefore, false);
});

const refusals: Readonly<Record<string, readonly [(delivery: Delivery) => unknown, number]>> = {
  rejected: [(delivery) => delivery.reject({ condition: 'amqp:not-allowed' }), 400],
  released: [(delivery) => delivery.release(), 503],
  modified: [(delivery) => delivery.modified({ delivery_failed: true }), 503],
  'modified, undeliverable here': [
    (delivery) => delivery.modified({ delivery_failed: true, undeliverable_here: true }),
    404,
  ],
  'not settled at all': [() => undefined, 503],
};
for (const [outcome, [answer, status]] of Object.entries(refusals)) {
  test(`Forward Event › a message that is ${outcome} MUST NOT be re-sent, and the failed transfer MUST be indicated to the device (${status})`, async (t) => {
    const network = await scriptedNetwork(t, { answer });
    const { port } = network.connection;
    const { upload, sent } = await forwarding(t, { port, deliveryTimeoutMs: 1_000 });

    const { statusCode } = await upload({ body: 'first' });
    network.behave({ answer: (delivery) => delivery.accept() });
    const next = await upload({ body: 'second' });

    assert.equal(statusCode, status);
    assert.equal(next.statusCode, 202);
    assert.deepEqual(
      sent().map(({ data }) => data),
      ['first', 'second'],
    );
  });
}

/** @see OASIS AMQP 1.0, part 3, section 3.4.2 */
const ACCEPTED = 0x24;

function outcomeIn(state: unknown): number | undefined {
  return typeof state === 'object' && state !== null && 'code' in state
    ? Number(state.code)
    : undefined;
}
