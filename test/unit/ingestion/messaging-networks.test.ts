import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { messagingNetworkOf } from '../../../lib/domain/messaging-network.ts';
import { memoryEventSink } from '../../../lib/drivers/memory/event-sink.ts';
import { messagingNetworks } from '../../../lib/ingestion/messaging-networks.ts';
import { eventRecord } from '../../support/event-records.ts';

void describe('the messaging network of a tenant', () => {
  void test('is Kafka unless the tenant says otherwise', () => {
    assert.equal(messagingNetworkOf({ ext: {} }), 'kafka');
    assert.equal(messagingNetworkOf({ ext: { 'messaging-type': 'kafka' } }), 'kafka');
    assert.equal(messagingNetworkOf({ ext: { 'messaging-type': 'amqp' } }), 'amqp');
  });

  for (const type of ['pubsub', 'AMQP', 1, true]) {
    void test(`is missing when the tenant asks for ${JSON.stringify(type)}`, () => {
      assert.throws(() => messagingNetworkOf({ ext: { 'messaging-type': type } }), {
        code: 'MESSAGING_NETWORK_MISSING',
      });
    });
  }

  void test('takes the events of its tenants, and no others', async () => {
    const [kafka, amqp] = [memoryEventSink(), memoryEventSink()];
    const sink = messagingNetworks({ kafka, amqp });

    await sink.append(eventRecord({ network: 'kafka' }));
    await sink.append(eventRecord({ network: 'amqp' }));

    assert.deepEqual(
      [kafka, amqp].map(({ stored }) => stored.map(({ network }) => network)),
      [['kafka'], ['amqp']],
    );
  });

  void test('that the deployment does not have stores nothing elsewhere', async () => {
    const kafka = memoryEventSink();
    const sink = messagingNetworks({ kafka });

    await assert.rejects(sink.append(eventRecord({ network: 'amqp' })), {
      code: 'MESSAGING_NETWORK_MISSING',
    });

    assert.deepEqual(kafka.stored, []);
  });
});
