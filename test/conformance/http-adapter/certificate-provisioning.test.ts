import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseTenantId } from '../../../lib/domain/identifiers.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';
import type { Credential } from '../../../lib/registry/credentials-document.ts';
import type { TrustAnchor } from '../../../lib/registry/tenant-document.ts';
import { identity, type IdentityGiven } from '../../support/certificates.ts';
import { encodedKey } from '../../support/device-tokens.ts';
import { auditsOf, notificationsOf } from '../../support/outbox.ts';
import { change, deviceId, password, trustAnchor } from '../../support/registry-values.ts';
import { southbound, type SouthboundGiven } from '../../support/southbound.ts';

/** Names of the cases are those of Hono's own tests, where it has one. */

const ACME = parseTenantId('acme');
const ROOT = identity({ subject: [['CN', 'Root']] });
const SUBJECT = [
  ['O', 'Acme'],
  ['CN', 'sensor-7'],
] as const;
const AUTH_ID = 'CN=sensor-7,O=Acme';
const NOTIFICATION = 'application/vnd.eclipse-hono-device-provisioning-notification';

type Case = SouthboundGiven & {
  readonly anchor?: Partial<TrustAnchor>;
  readonly certificate?: IdentityGiven;
};

/** A tenant whose authority introduces devices, and a device that presents a certificate of it. */
async function newcomer({ anchor, certificate, ...given }: Case = {}) {
  const trusted = {
    ...trustAnchor(ROOT.subject),
    'public-key': encodedKey(ROOT),
    'auto-provisioning-enabled': true,
    ...anchor,
  };
  const tenantDocument = { ...given.tenantDocument, 'trusted-ca': [trusted] };
  const opened = await southbound({ ...given, tenantDocument });
  const { pem } = identity({ issuer: ROOT, subject: SUBJECT, ...certificate });
  return {
    ...opened,
    introduce: () => opened.upload({ clientCertPem: pem, headers: { authorization: '' } }),
    /** The tenant's devices but the one that was there before. */
    introduced: async () => {
      const { items } = await opened.store.listDevices(ACME, 100);
      return items.filter(({ id }) => id !== '4711');
    },
  };
}

const statusOf = async (answer: Promise<{ statusCode: number }>) => (await answer).statusCode;
const kinds = (produced: readonly { headers: Readonly<Record<string, string>> }[]) =>
  produced.map(({ headers }) => (headers['hono_registration_status'] ? 'notification' : 'event'));

describe('Device Provisioning: a certificate introduces a device that nobody has registered', () => {
  test('testGetCredentialsWithAutoProvisioning', async () => {
    const { introduce, introduced, store } = await newcomer();

    assert.equal(await statusOf(introduce()), 202);

    const [device] = await introduced();
    assert.ok(device);
    assert.deepEqual(device.document, {
      enabled: true,
      ext: { comment: 'Auto-provisioned at 2026-11-21T12:00:00Z' },
    });
    assert.equal(device.status['auto-provisioned'], true);
    assert.equal(device.status['auto-provisioning-notification-sent'], true);
    const [credential, ...others] = (await store.findCredentials(ACME, device.id))?.document ?? [];
    assert.deepEqual(others, []);
    assert.deepEqual([credential?.type, credential?.['auth-id']], ['x509-cert', AUTH_ID]);
    assert.equal(credential?.secrets.length, 1);
  });

  const named = [
    ['test-device-{{subject-dn}}', [['CN', 'sensor-7']], 'test-device-CN=sensor-7'],
    ['{{subject-o}}:{{subject-cn}}', SUBJECT, 'Acme:sensor-7'],
  ] as const;
  for (const [template, subject, id] of named) {
    test(`testGetCredentialsWithDeviceAutoProvisioningUsingDeviceIdTemplate (${template})`, async () => {
      const anchor = { 'auto-provisioning-device-id-template': template };
      const { introduce, introduced, produced } = await newcomer({
        anchor,
        certificate: { subject },
      });

      assert.equal(await statusOf(introduce()), 202);

      assert.deepEqual(
        (await introduced()).map((device) => device.id),
        [id],
      );
      assert.equal(produced().at(-1)?.key, id);
    });
  }

  test('testGetCredentialsWithGatewayAutoProvisioning', async () => {
    const { introduce, introduced } = await newcomer({
      anchor: { 'auto-provision-as-gateway': true },
    });

    assert.equal(await statusOf(introduce()), 202);

    const [gateway] = await introduced();
    assert.deepEqual(gateway?.document.authorities, ['auto-provisioning-enabled']);
  });

  test('its auth-id follows the authority’s template', async () => {
    const { introduce, introduced, store } = await newcomer({
      anchor: { 'auth-id-template': '{{subject-cn}}' },
    });

    await introduce();

    const [device] = await introduced();
    assert.ok(device);
    const credentials = await store.findCredentials(ACME, device.id);
    assert.equal(credentials?.document[0]?.['auth-id'], 'sensor-7');
  });

  test('the tenant’s applications are told before they get its first event, and once', async () => {
    const { introduce, produced } = await newcomer({
      anchor: { 'auto-provisioning-device-id-template': '{{subject-cn}}' },
      tenantDocument: { defaults: { site: 'A', ttl: 9 } },
    });

    await introduce();
    await introduce();

    const [notification, event] = produced();
    const { traceparent, 'creation-time': _time, ...headers } = notification?.headers ?? {};
    assert.deepEqual(kinds(produced()), ['notification', 'event', 'event']);
    assert.deepEqual([notification?.topic, notification?.key], ['hono.event.acme', 'sensor-7']);
    assert.equal(notification?.value, null);
    assert.equal(traceparent, event?.headers['traceparent']);
    assert.deepEqual(headers, {
      'content-type': NOTIFICATION,
      hono_registration_status: 'NEW',
      tenant_id: 'acme',
      device_id: 'sensor-7',
      orig_adapter: 'hono-device-registry',
      orig_address: 'event',
      qos: '1',
      site: 'A',
      ttl: '9000',
    });
  });

  test('uploads that race introduce it once', async () => {
    const { introduce, introduced, produced } = await newcomer();

    const answers = await Promise.all([1, 2, 3, 4].map(() => statusOf(introduce())));

    assert.deepEqual(answers, [202, 202, 202, 202]);
    assert.equal((await introduced()).length, 1);
    assert.deepEqual(kinds(produced()), ['notification', 'event', 'event', 'event', 'event']);
  });

  test('it is answered 503 while they cannot be told, and its next upload tells them', async () => {
    let outage = true;
    const refusal = new ServiceError('EVENT_NOT_STORED', 'temporarily unavailable');
    const append = () => (outage ? Promise.reject(refusal) : Promise.resolve());
    const { introduce, introduced, produced, pass } = await newcomer({ append });

    assert.equal(await statusOf(introduce()), 503);
    outage = false;
    pass(3000);
    assert.equal(await statusOf(introduce()), 202);

    assert.equal((await introduced()).length, 1);
    // The first was refused.
    assert.deepEqual(kinds(produced()), ['notification', 'notification', 'event']);
  });

  test('the registry’s own clients are told, and its author is the certificate', async () => {
    const { introduce, introduced, outbox } = await newcomer();

    await introduce();

    const [device] = await introduced();
    const ours = notificationsOf(outbox).filter(
      (one) => 'device-id' in one && one['device-id'] === device?.id,
    );
    assert.deepEqual(
      ours.map(({ type }) => type),
      ['device-change-v1', 'credentials-change-v1', 'device-change-v1'],
    );
    assert.deepEqual(
      auditsOf(outbox).map(({ who, change: what, resource }) => [who, what, resource]),
      ['device', 'credentials'].map((resource) => [
        { name: AUTH_ID, scheme: 'certificate', role: 'device' },
        'CREATE',
        resource,
      ]),
    );
  });
});

const template = (text: string) => ({ 'auto-provisioning-device-id-template': text });
const limits = (devices: number, credentials: number) => ({
  'registration-limits': { 'max-devices': devices, 'max-credentials-per-device': credentials },
});

describe('Device Provisioning: nobody is introduced', () => {
  const disabled: Credential = password(AUTH_ID, { type: 'x509-cert', enabled: false });
  const other = identity({ subject: [['CN', 'Root']] });
  const cases: Readonly<Record<string, readonly [status: number, given: Case]>> = {
    testConnectFailsIfAutoProvisioningIsDisabled: [
      401,
      { anchor: { 'auto-provisioning-enabled': false } },
    ],
    'by a certificate that the authority has not issued': [401, { certificate: { issuer: other } }],
    'when the credentials are there, but disabled': [401, { credentials: [disabled] }],
    'when the tenant is disabled': [403, { tenantDocument: { enabled: false } }],
    'when the tenant has no room for it': [403, { tenantDocument: limits(1, -1) }],
    'when a device of the tenant may have no credentials': [403, { tenantDocument: limits(-1, 0) }],
    'when the template needs what the subject lacks': [400, { anchor: template('{{subject-ou}}') }],
    'when the template makes no identifier': [400, { anchor: template('{{subject-dn}}') }],
  };
  for (const [name, [status, given]] of Object.entries(cases)) {
    test(`${name}: ${status}`, async () => {
      const { introduce, introduced, produced } = await newcomer(given);

      assert.equal(await statusOf(introduce()), status);

      assert.deepEqual([await introduced(), produced()], [[], []]);
    });
  }

  test('when another device has the identifier already: 401, and that one stays as it is', async () => {
    const { introduce, store } = await newcomer({ anchor: template('{{subject-cn}}') });
    await store.createDevice(ACME, deviceId('sensor-7'), { ext: { n: 1 } }, change());

    assert.equal(await statusOf(introduce()), 401);

    assert.deepEqual((await store.findDevice(ACME, deviceId('sensor-7')))?.document.ext, { n: 1 });
    assert.deepEqual((await store.findCredentials(ACME, deviceId('sensor-7')))?.document, []);
  });
});
