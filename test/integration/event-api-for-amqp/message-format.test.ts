import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AN_INSTANT_MS } from '../../support/registry-values.ts';
import { forwarding } from '../../support/forwarding.ts';

const TYPES = {
  empty: 'application/vnd.eclipse-hono-empty-notification',
  connection: 'application/vnd.eclipse-hono-dc-notification+json',
  provisioning: 'application/vnd.eclipse-hono-device-provisioning-notification',
};

test('Message Format › each property is in its section, with its type', async (t) => {
  const { upload, sent } = await forwarding(t, {
    tenantDocument: { defaults: { 'content-encoding': 'identity', fleet: 'north', floor: 7 } },
  });
  const headers = { 'content-type': 'text/plain', 'hono-ttl': '60', 'hono-ttd': '5' };

  await upload({ body: 'hello', headers });

  const [message] = sent();
  assert.ok(message);
  const expected = [
    ['header', 'durable', 'boolean', true],
    ['header', 'ttl', 'uint', 60_000],
    ['properties', 'content-type', 'symbol', 'text/plain'],
    ['properties', 'content-encoding', 'symbol', 'identity'],
    ['properties', 'creation-time', 'timestamp', AN_INSTANT_MS],
    ['application-properties', 'device_id', 'string', '4711'],
    ['application-properties', 'ttd', 'int', 5],
    ['application-properties', 'qos', 'int', 1],
    ['application-properties', 'orig_adapter', 'string', 'hono-http'],
    ['application-properties', 'orig_address', 'string', '/event'],
    ['application-properties', 'fleet', 'string', 'north'],
    ['application-properties', 'floor', 'int', 7],
  ] as const;
  for (const [section, name, type, value] of expected) {
    assert.deepEqual(message.member(section, name), { type, value }, `${name} in ${section}`);
  }
});

test('Message Format › what the device did not say is not there', async (t) => {
  const { upload, sent } = await forwarding(t);

  await upload();

  const [message] = sent();
  assert.equal(message?.member('header', 'ttl'), undefined);
  assert.equal(message?.member('application-properties', 'ttd'), undefined);
  assert.equal(message?.member('properties', 'content-encoding'), undefined);
});

test('Message Format › the payload is one Data section, byte for byte', async (t) => {
  const { upload, sent } = await forwarding(t);

  await upload({ body: Buffer.from('Grüße €'), headers: { 'content-type': 'text/plain' } });

  const [message] = sent();
  assert.equal(message?.data, 'Grüße €');
  assert.deepEqual(
    message?.sections.filter((name) => /^(?:data|amqp-)/.test(name)),
    ['data'],
  );
});

test('Message Format › the trace goes on in application properties, and in the annotation that Hono’s own client reads', async (t) => {
  const { upload, sent } = await forwarding(t);
  const trace = '0af7651916cd43dd8448eb211c80319c';

  await upload({ headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } });

  const [message] = sent();
  const parent = message?.member('application-properties', 'traceparent');
  assert.match(String(parent?.value), new RegExp(trace));
  const annotation = message?.member('message-annotations', 'x-opt-trace-context');
  assert.ok(annotation?.type === 'map');
  assert.deepEqual(annotation.value.get('traceparent'), parent);
});

test('Empty Notification › the content-type MUST be set, and the body MUST be empty', async (t) => {
  const { upload, sent } = await forwarding(t);

  const headers = { 'content-type': TYPES.empty, 'hono-ttd': '20' };
  assert.equal((await upload({ body: '', headers })).statusCode, 202);

  const [message] = sent();
  assert.deepEqual(message?.member('properties', 'content-type'), {
    type: 'symbol',
    value: TYPES.empty,
  });
  assert.deepEqual(message?.member('application-properties', 'ttd'), { type: 'int', value: 20 });
  assert.equal(message?.sections.at(-1), 'application-properties');
});

test('Connection Event › content-type and device_id MUST be there, the payload is the adapter’s JSON object', async (t) => {
  const { upload, sent } = await forwarding(t);
  const body = JSON.stringify({ cause: 'connected', 'remote-id': 'client-1', source: 'hono-mqtt' });

  await upload({ body, headers: { 'content-type': TYPES.connection } });

  const [message] = sent();
  assert.equal(message?.member('properties', 'content-type')?.value, TYPES.connection);
  assert.equal(message?.member('application-properties', 'device_id')?.value, '4711');
  assert.equal(message?.data, body);
});

test('Device Provisioning Notification › comes before the device’s first event, with status, tenant, device and gateway, and an empty body', async (t) => {
  const { tenant, upload, sent } = await forwarding(t, {
    deviceDocument: { authorities: ['auto-provisioning-enabled'] },
  });

  const { statusCode } = await upload({ method: 'PUT', path: `/event/${tenant}/edge-1` });

  assert.equal(statusCode, 202);
  const [notification, event] = sent();
  assert.ok(notification && event);
  assert.equal(notification.member('properties', 'content-type')?.value, TYPES.provisioning);
  const expected = {
    hono_registration_status: 'NEW',
    tenant_id: tenant,
    device_id: 'edge-1',
    gateway_id: '4711',
  };
  for (const [name, value] of Object.entries(expected)) {
    const member = notification.member('application-properties', name);
    assert.deepEqual(member, { type: 'string', value }, name);
  }
  assert.equal(notification.member('header', 'durable')?.value, true);
  assert.equal(notification.data, undefined);
  assert.equal(event.data, '{"temp":5}');
});
