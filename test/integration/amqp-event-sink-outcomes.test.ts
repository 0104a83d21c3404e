import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Delivery } from 'rhea';
import { amqpEventSink } from '../../lib/drivers/amqp/event-sink.ts';
import type { AmqpLimits } from '../../lib/drivers/amqp/forwarder.ts';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { type Behaviour, scriptedNetwork } from '../support/amqp-network.ts';
import { data, eventRecord } from '../support/event-records.ts';
import { PATIENT_FORWARDING } from '../support/patience.ts';

/** For tests in which the network says nothing in time. */
const SOON = { ...PATIENT_FORWARDING, deliveryTimeoutMs: 3_000 };

void describe('forwarding an event over AMQP 1.0', () => {
  void test('attaches a sender that leaves settling to the network: unsettled, first', async (t) => {
    const { network, sink } = await open(t);

    await sink.append(eventRecord());

    const [link] = network.links;
    assert.equal(link?.snd_settle_mode, 0);
    assert.equal(link?.rcv_settle_mode, 0);
    assert.equal(link?.target.address, 'event/tenant-1');
  });

  const refusals: readonly [string, (delivery: Delivery) => void, string, string][] = [
    [
      'rejected is the device’s fault',
      (delivery) => delivery.reject({ condition: 'amqp:not-allowed', description: 'no' }),
      'EVENT_REJECTED',
      'Error Code: 400',
    ],
    [
      'rejected because the network is full may be sent again',
      (delivery) => delivery.reject({ condition: 'amqp:resource-limit-exceeded' }),
      'EVENT_NOT_STORED',
      'temporarily unavailable',
    ],
    [
      'released was not stored',
      (delivery) => delivery.release(),
      'EVENT_NOT_STORED',
      'temporarily unavailable',
    ],
    [
      'modified was not stored',
      (delivery) => delivery.modified({ delivery_failed: true, undeliverable_here: false }),
      'EVENT_NOT_STORED',
      'temporarily unavailable',
    ],
    [
      'modified as undeliverable here has nowhere to go',
      (delivery) => delivery.modified({ delivery_failed: true, undeliverable_here: true }),
      'EVENT_UNDELIVERABLE',
      'Error Code: 404',
    ],
    [
      'no disposition in time was not confirmed',
      () => undefined,
      'EVENT_NOT_STORED',
      'consumer failed to indicate in time whether it has processed the message',
    ],
  ];
  for (const [name, answer, code, message] of refusals) {
    void test(`${name}, and is not sent again`, async (t) => {
      const { network, sink } = await open(t, { answer }, SOON);

      await assert.rejects(sink.append(eventRecord()), { code, message });
      network.behave(ACCEPTING);
      await sink.append(eventRecord({ payload: data('next') }));

      assert.deepEqual(network.received, ['{"temp":5}', 'next']);
    });
  }

  void test('without credit the device hears that nobody listens, and the message is not sent later', async (t) => {
    const { network, sink } = await open(t, { ...ACCEPTING, credit: () => 0 }, SOON);

    await assert.rejects(sink.append(eventRecord()), {
      code: 'EVENT_NOT_STORED',
      message: 'no consumer available',
    });
    network.links[0]?.add_credit(10);
    await sink.append(eventRecord({ payload: data('next') }));

    assert.deepEqual(network.received, ['next']);
  });

  void test('a tenant without credit holds up no other', async (t) => {
    const { network, sink } = await open(
      t,
      { ...ACCEPTING, credit: (address) => (address === 'event/stuck' ? 0 : 100) },
      SOON,
    );
    const stuck = sink.append(eventRecord({ tenant: parseTenantId('stuck') }));
    stuck.catch(() => undefined);

    await sink.append(eventRecord({ tenant: parseTenantId('free'), payload: data('free') }));

    assert.deepEqual(network.received, ['free']);
    await assert.rejects(stuck, { message: 'no consumer available' });
  });

  void test('more events than credit wait for more of it, in order', async (t) => {
    const { network, sink } = await open(t, {
      credit: () => 1,
      answer: (delivery) => {
        delivery.accept();
        network.links[0]?.add_credit(1);
      },
    });
    const texts = Array.from({ length: 40 }, (_, index) => String(index));

    await Promise.all(texts.map((text) => sink.append(eventRecord({ payload: data(text) }))));

    assert.deepEqual(network.received, texts);
  });

  void test('all tenants share one connection', async (t) => {
    const { network, sink } = await open(t);

    await Promise.all(
      ['one', 'two', 'three'].map((tenant) =>
        sink.append(eventRecord({ tenant: parseTenantId(tenant) })),
      ),
    );

    assert.equal(network.connections(), 1);
    assert.equal(network.links.length, 3);
  });

  void test('a link that the network refuses is told, and attached anew for the next event', async (t) => {
    const { network, sink } = await open(t, { answer: closeLink });

    await assert.rejects(sink.append(eventRecord()), { code: 'EVENT_NOT_STORED' });
    network.behave(ACCEPTING);
    await sink.append(eventRecord({ payload: data('next') }));

    assert.equal(network.links.length, 2);
    assert.equal(network.connections(), 1);
  });
});

function closeLink({ link }: Delivery): void {
  link.close({ condition: 'amqp:unauthorized-access', description: 'no' });
}

const ACCEPTING: Behaviour = { answer: (delivery) => delivery.accept() };

async function open(
  t: TestContext,
  behaviour: Behaviour = ACCEPTING,
  limits: AmqpLimits = PATIENT_FORWARDING,
) {
  const network = await scriptedNetwork(t, behaviour);
  const sink = amqpEventSink(network.connection, limits);
  t.after(sink.close);
  return { network, sink };
}
