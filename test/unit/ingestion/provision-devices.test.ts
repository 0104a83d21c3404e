import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ServiceError } from '../../../lib/domain/errors.ts';
import { parseTenantId } from '../../../lib/domain/identifiers.ts';
import { auditsOf } from '../../support/outbox.ts';
import { change, deviceId } from '../../support/registry-values.ts';
import { southbound, type SouthboundGiven } from '../../support/southbound.ts';

const ACME = parseTenantId('acme');
const EDGE = deviceId('edge-1');
const TO_EDGE = { method: 'PUT', path: '/event/acme/edge-1' };
const NOTIFICATION = 'application/vnd.eclipse-hono-device-provisioning-notification';

/** A gateway with the authority to provision devices. */
function gateway(given: SouthboundGiven = {}) {
  const authorities = ['auto-provisioning-enabled'];
  return southbound({ deviceDocument: { authorities, memberOf: ['hall'] }, ...given });
}

const refuse = () =>
  Promise.reject(new ServiceError('EVENT_NOT_STORED', 'temporarily unavailable'));

const kinds = (produced: readonly { headers: Readonly<Record<string, string>> }[]) =>
  produced.map(({ headers }) => (headers['hono_registration_status'] ? 'notification' : 'event'));

describe('a gateway that brings along a device that nobody knows', () => {
  test('has it registered, for itself and its groups', async () => {
    const { upload, store } = await gateway();

    assert.equal((await upload(TO_EDGE)).statusCode, 202);

    const device = await store.findDevice(ACME, EDGE);
    assert.deepEqual(device?.document, { enabled: true, via: ['4711'], viaGroups: ['hall'] });
    assert.equal(device.status['auto-provisioned'], true);
    assert.equal(device.status['auto-provisioning-notification-sent'], true);
  });

  test('is the author of the audit record', async () => {
    const { upload, outbox } = await gateway();

    await upload(TO_EDGE);

    const [audit, ...others] = auditsOf(outbox);
    assert.deepEqual(others, []);
    assert.deepEqual(audit?.who, { name: '4711', scheme: 'gateway', role: 'device' });
    assert.deepEqual([audit.change, audit['device-id']], ['CREATE', 'edge-1']);
  });

  test('has the tenant’s applications told before they get the device’s first event', async () => {
    const { upload, produced } = await gateway({
      tenantDocument: { defaults: { site: 'A', ttl: 9 } },
    });

    await upload(TO_EDGE);

    const [notification, event] = produced();
    const { traceparent, 'creation-time': _time, ...headers } = notification?.headers ?? {};
    assert.deepEqual(kinds(produced()), ['notification', 'event']);
    assert.deepEqual([notification?.topic, notification?.key], ['hono.event.acme', 'edge-1']);
    assert.deepEqual([notification?.value, event?.value], [null, '{"temp":5}']);
    assert.equal(traceparent, event?.headers['traceparent']);
    assert.deepEqual(headers, {
      'content-type': NOTIFICATION,
      hono_registration_status: 'NEW',
      tenant_id: 'acme',
      device_id: 'edge-1',
      gateway_id: '4711',
      orig_adapter: 'hono-device-registry',
      orig_address: 'event',
      qos: '1',
      site: 'A',
      ttl: '9000',
    });
  });

  test('has them told in the trace of the upload that brought the device along', async () => {
    const { upload, produced } = await gateway();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

    await upload({ ...TO_EDGE, headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });

    const traceIds = produced().map(({ headers }) => headers['traceparent']?.split('-')[1]);
    assert.deepEqual(traceIds, [traceId, traceId]);
  });

  test('has them told once, also by uploads that race', async () => {
    const { upload, produced } = await gateway();

    const answers = await Promise.all([1, 2, 3].map(() => upload(TO_EDGE)));
    await upload(TO_EDGE);

    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [202, 202, 202],
    );
    assert.deepEqual(kinds(produced()), ['notification', 'event', 'event', 'event', 'event']);
  });

  test('is answered 503 while they cannot be told, and the next upload tells them', async () => {
    let outage = true;
    const append = () => (outage ? refuse() : Promise.resolve());
    const { upload, produced, pass } = await gateway({ append });

    assert.equal((await upload(TO_EDGE)).statusCode, 503);
    outage = false;
    assert.equal((await upload(TO_EDGE)).statusCode, 503, 'another may be about to tell them');
    pass(3000);
    assert.equal((await upload(TO_EDGE)).statusCode, 202);

    // The first was refused.
    assert.deepEqual(kinds(produced()), ['notification', 'notification', 'event']);
  });

  test('gets 403 when another gateway was quicker', async () => {
    const { upload, store } = await gateway();
    await store.createDevice(ACME, EDGE, { via: ['other'] }, change());

    assert.equal((await upload(TO_EDGE)).statusCode, 403);
  });

  test('gets 403 when the tenant has no room for it', async () => {
    const tenantDocument = {
      'registration-limits': { 'max-devices': 1, 'max-credentials-per-device': -1 },
    };
    const { upload, produced } = await gateway({ tenantDocument });

    assert.equal((await upload(TO_EDGE)).statusCode, 403);
    assert.deepEqual(produced(), []);
  });

  test('gets 400 for what cannot be a device', async () => {
    const { upload } = await gateway();

    const { statusCode, body } = await upload({ ...TO_EDGE, path: '/event/acme/a b' });

    assert.deepEqual([statusCode, body], [400, '{"error":"Error Code: 400"}']);
  });

  test('gets 404 without the authority, whatever the device is called', async () => {
    const { upload, store } = await southbound();

    assert.equal((await upload(TO_EDGE)).statusCode, 404);
    assert.equal((await upload({ ...TO_EDGE, path: '/event/acme/a b' })).statusCode, 404);
    assert.equal(await store.findDevice(ACME, EDGE), undefined);
  });

  test('gets 404 while it is disabled itself', async () => {
    const authorities = ['auto-provisioning-enabled'];
    const { upload } = await southbound({ deviceDocument: { enabled: false, authorities } });

    assert.equal((await upload(TO_EDGE)).statusCode, 404);
  });
});
