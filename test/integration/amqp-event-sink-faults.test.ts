import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { amqpEventSink, DEFAULT_LIMITS } from '../../lib/drivers/amqp/event-sink.ts';
import { parseDeviceId } from '../../lib/domain/identifiers.ts';
import { takeMessages, testAmqp } from '../support/amqp.ts';
import { data, eventRecord } from '../support/event-records.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { ownArtemis } from '../support/own-artemis.ts';
import { until } from '../support/until.ts';

void describe('forwarding events while the messaging network fails', () => {
  void test('a network killed under load loses nothing that it accepted, and is found again', async (t) => {
    const artemis = await ownArtemis(t);
    const sink = amqpEventSink({ host: '127.0.0.1', port: artemis.port, clientId: 'test' });
    t.after(sink.close);
    const accepted: string[] = [];
    let refusals = 0;
    const upload = async (text: string) => {
      const device = parseDeviceId(`device-${Number(text) % 10}`);
      try {
        await sink.append(eventRecord({ device, payload: data(text) }));
        accepted.push(text);
      } catch {
        refusals += 1;
      }
    };
    let next = 0;
    const uploadUntil = async (enough: () => boolean) => {
      while (!enough()) {
        await upload(String((next += 1)));
        if (refusals > 0) await pause(5);
      }
    };
    const devices = (enough: () => boolean) =>
      Promise.all(Array.from({ length: 10 }, () => uploadUntil(enough)));

    let isKilled = false;
    const before = devices(() => isKilled && refusals > 0);
    await until(() => accepted.length >= 200);
    await artemis.kill();
    isKilled = true;
    await before;
    await artemis.start();
    const known = accepted.length;
    await devices(() => accepted.length > known + 50);

    const options = { ...testAmqp(), port: artemis.port };
    const messages = await takeMessages(t, 'event/tenant-1', accepted.length, options);
    const stored = new Set(messages.map(({ body }) => String(body.content)));
    assert.deepEqual(
      accepted.filter((text) => !stored.has(text)),
      [],
    );
  });

  void test('a connection that swallows everything is given up, and the next event takes a new one', async (t) => {
    const proxy = await startFaultProxy(t, testAmqp().port);
    const connection = { ...testAmqp(), port: proxy.port };
    const sink = amqpEventSink(connection);
    t.after(sink.close);
    await sink.append(eventRecord());

    proxy.blackHole('pass');
    await assert.rejects(sink.append(eventRecord()), { code: 'EVENT_NOT_STORED' });
    await sink.append(eventRecord({ payload: data('after') }));
  });

  void test('a connection that was not used for long is not trusted', async (t) => {
    let nowMs = 0;
    const proxy = await startFaultProxy(t, testAmqp().port);
    const sink = amqpEventSink({ ...testAmqp(), port: proxy.port }, DEFAULT_LIMITS, () => nowMs);
    t.after(sink.close);
    await sink.append(eventRecord());

    proxy.blackHole('pass');
    nowMs += DEFAULT_LIMITS.idleLimitMs + 1;

    await sink.append(eventRecord());
  });

  void test('a network that does not exist is told at once', async (t) => {
    const sink = amqpEventSink({ host: '127.0.0.1', port: 1, clientId: 'test' });
    t.after(sink.close);

    await assert.rejects(sink.append(eventRecord()), {
      code: 'EVENT_NOT_STORED',
      message: 'temporarily unavailable',
    });
  });
});
