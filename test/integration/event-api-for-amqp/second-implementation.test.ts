import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { parseTenantId } from '../../../lib/domain/identifiers.ts';
import { amqpEventSink } from '../../../lib/drivers/amqp/event-sink.ts';
import { readEncoded } from '../../../lib/drivers/amqp/read-encoded.ts';
import { parseActiveMqEvent } from '../../../lib/drivers/event-source/parse-active-mq-event.ts';
import { type ActiveMqEvent, startQueueMapping } from '../../../local/amazon-mq/queue-mapping.ts';
import { testAmqp } from '../../support/amqp.ts';
import { data, eventRecord } from '../../support/event-records.ts';
import { sendBySecondClient, takenBySecondClient } from '../../support/second-client.ts';
import { until } from '../../support/until.ts';
import { PATIENT_FORWARDING } from '../../support/patience.ts';

const EMPTY = 'application/vnd.eclipse-hono-empty-notification';

void describe('another implementation of AMQP 1.0', () => {
  void test('receives what we send, section by section and type by type', async (t) => {
    const tenant = parseTenantId(`tenant-${randomUUID()}`);
    const sink = amqpEventSink(testAmqp(), PATIENT_FORWARDING);
    t.after(sink.close);
    const createdAtMs = Date.now();
    const common = { tenant, createdAtMs, timeUntilDisconnectSeconds: 30 };
    const defaults = { fleet: 'north', floor: 7, share: 0.5, isWet: true };
    const payload = data('Grüße €', 'text/plain');
    await sink.append(eventRecord({ ...common, payload, timeToLiveMs: 600_000, defaults }));
    await sink.append(eventRecord({ ...common, payload: { kind: 'empty', contentType: EMPTY } }));

    const [event, notification] = await takenBySecondClient(`event/${tenant}`, 2);

    assert.ok(event && notification);
    assert.equal(event.durable, true);
    assert.ok(event.ttl > 0 && event.ttl <= 600_000);
    assert.equal(event.contentType, 'text/plain');
    assert.equal(event.creationTime, createdAtMs);
    assert.deepEqual(event.sections, ['Data']);
    assert.equal(String(Buffer.from(event.data, 'base64')), 'Grüße €');
    const { traceparent, ...properties } = event.properties;
    assert.match(String(traceparent), /^String 00-/);
    assert.deepEqual(properties, {
      device_id: 'String device-1',
      orig_adapter: 'String hono-http',
      orig_address: 'String /event',
      qos: 'Integer 1',
      ttd: 'Integer 30',
      fleet: 'String north',
      floor: 'Integer 7',
      share: 'Double 0.5',
      isWet: 'Boolean true',
    });
    assert.equal(notification.durable, true);
    assert.equal(notification.contentType, EMPTY);
    assert.deepEqual(notification.sections, []);
  });

  void test('sends what the bridge reads', async (t) => {
    const tenant = parseTenantId(`tenant-${randomUUID()}`);
    const events: ActiveMqEvent[] = [];
    await sendBySecondClient(`event/${tenant}`);

    const mapping = startQueueMapping({
      url: `amqp://127.0.0.1:${testAmqp().port}`,
      queue: `event/${tenant}`,
      brokerArn: 'arn:aws:mq:eu-west-1:000000000000:broker:test:b-0',
      batchSize: 100,
      invoke: async (event) => {
        events.push(event);
        return { kind: 'returned', payload: {} };
      },
      observe: () => undefined,
    });
    t.after(mapping.stop);
    await until(() => events.flatMap(({ messages }) => messages).length === 2);

    const records = events
      .flatMap((event) => parseActiveMqEvent(event, readEncoded))
      .flatMap((batch) => batch.records);
    assert.deepEqual(
      records.map(({ key, value }) => [String(key), value && String(value)]),
      [
        ['device-1', 'by Qpid'],
        ['device-1', null],
      ],
    );
  });
});
