import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { EventRecord } from '../../lib/domain/event-record.ts';
import type { TenantId } from '../../lib/domain/identifiers.ts';
import type { DeviceRegistry } from '../../lib/ingestion/device-registry.ts';
import type { Newcomer } from '../../lib/registry/newcomer.ts';
import type { OutboxName } from '../../lib/registry/outbox-store.ts';
import type { ProvisioningStore } from '../../lib/registry/provisioning-store.ts';
import type { RegistryStore } from '../../lib/registry/registry-store.ts';
import { eventRecord } from '../support/event-records.ts';
import {
  AN_INSTANT_MS,
  assertOneWinner,
  assertRefused,
  change,
  deviceId,
  newTenantId,
  password,
} from '../support/registry-values.ts';

export type ProvisioningUnderTest = {
  readonly provisioning: ProvisioningStore;
  readonly store: RegistryStore;
  readonly devices: DeviceRegistry;
};

const DEVICE = deviceId('edge-1');
const CLAIMED_UNTIL_MS = AN_INSTANT_MS + 3000;

/** What every driver does that claims to keep the notifications owed for devices. */
export function provisioningStoreContract(
  driver: string,
  open: (t: TestContext) => Promise<ProvisioningUnderTest>,
): void {
  describe(`provisioning store (${driver})`, () => {
    test('writes a device that a notification is owed for', async (t) => {
      const opened = await open(t);
      const { tenant, owed } = await provisioned(opened);

      const [registration] = await opened.devices.findRegistrations(tenant, [DEVICE]);
      const device = await opened.store.findDevice(tenant, DEVICE);

      assert.equal(registration?.announcement, owed.id);
      assert.deepEqual(registration?.via, ['gateway']);
      assert.equal(device?.status['auto-provisioned'], true);
      assert.equal(device?.status['auto-provisioning-notification-sent'], false);
      assert.deepEqual((await opened.store.findCredentials(tenant, DEVICE))?.document, []);
    });

    test('of two that provision a device one wins', async (t) => {
      const opened = await open(t);
      const tenant = await newTenant(opened);

      await assertOneWinner(
        [1, 2, 3].map(() => provision(opened, tenant)),
        'DEVICE_EXISTS',
      );
    });

    test('writes the credentials that a device comes with, and one of two that have an auth-id wins', async (t) => {
      const opened = await open(t);
      const tenant = await newTenant(opened);
      const credentials = [password('CN=edge', { type: 'x509-cert' })];
      const devices = ['edge-1', 'edge-2', 'edge-3'].map(deviceId);

      await assertOneWinner(
        devices.map((device) => provision(opened, tenant, { device, credentials })),
        'CREDENTIALS_EXIST',
      );

      const found = await opened.devices.findCredentials(tenant, 'x509-cert', 'CN=edge');
      const { items } = await opened.store.listDevices(tenant, 10);
      assert.deepEqual(
        items.map(({ id }) => id),
        [found.credentials?.device],
      );
    });

    test('writes no more devices than the tenant may have', async (t) => {
      const opened = await open(t);
      const tenant = await newTenant(opened);
      await opened.store.createDevice(tenant, deviceId('other'), {}, change());

      const provisioning = provision(opened, tenant, {}, 1);

      await assertRefused(provisioning, 'REGISTRATION_LIMIT_REACHED');
    });

    test('a claim keeps others away until it ends', async (t) => {
      const opened = await open(t);
      const { owed, notification } = await provisioned(opened);
      const claimAt = (nowMs: number) => opened.provisioning.claim(owed, nowMs, nowMs + 3000);

      assert.deepEqual(await claimAt(CLAIMED_UNTIL_MS - 1), { kind: 'held' });
      assert.deepEqual(await claimAt(CLAIMED_UNTIL_MS), { kind: 'claimed', notification });
      assert.deepEqual(await claimAt(CLAIMED_UNTIL_MS + 2999), { kind: 'held' });
    });

    test('nothing is owed any more once it is settled, however the device was changed', async (t) => {
      const opened = await open(t);
      const { tenant, owed, notification } = await provisioned(opened);
      await opened.store.updateDevice(tenant, DEVICE, { ext: { site: 'A' } }, change(), {});
      const before = await opened.store.findDevice(tenant, DEVICE);

      const told = change();
      await opened.provisioning.settle(owed, notification, told);

      const [registration] = await opened.devices.findRegistrations(tenant, [DEVICE]);
      const device = await opened.store.findDevice(tenant, DEVICE);
      assert.equal(before?.status['auto-provisioning-notification-sent'], false);
      assert.equal(registration?.announcement, undefined);
      assert.equal(device?.status['auto-provisioning-notification-sent'], true);
      assert.deepEqual([device?.version, device?.document], [told.version, { ext: { site: 'A' } }]);
      const claim = await opened.provisioning.claim(owed, CLAIMED_UNTIL_MS, CLAIMED_UNTIL_MS + 1);
      assert.deepEqual(claim, { kind: 'settled' });
    });

    test('what is owed for a device outlives it, and says nothing of its successor', async (t) => {
      const opened = await open(t);
      const { tenant, owed, notification } = await provisioned(opened);
      await opened.store.deleteDevice(tenant, DEVICE, change(), {});
      const successor = change();
      await opened.store.createDevice(tenant, DEVICE, {}, successor);

      const claim = await opened.provisioning.claim(owed, CLAIMED_UNTIL_MS, CLAIMED_UNTIL_MS + 1);
      await opened.provisioning.settle(owed, notification, change());

      const device = await opened.store.findDevice(tenant, DEVICE);
      assert.equal(claim.kind, 'claimed');
      assert.equal(device?.version, successor.version);
      assert.equal(device?.status['auto-provisioned'], undefined);
    });

    test('a device that exists is not provisioned', async (t) => {
      const opened = await open(t);
      const tenant = await newTenant(opened);
      await opened.store.createDevice(tenant, DEVICE, {}, change());

      await assertRefused(provision(opened, tenant), 'DEVICE_EXISTS');
    });
  });
}

type Provisioned = {
  readonly tenant: TenantId;
  readonly owed: OutboxName;
  readonly notification: EventRecord;
};

async function provisioned(opened: ProvisioningUnderTest): Promise<Provisioned> {
  const tenant = await newTenant(opened);
  return { tenant, owed: await provision(opened, tenant), notification: notificationOf(tenant) };
}

async function newTenant({ store }: ProvisioningUnderTest): Promise<TenantId> {
  const tenant = newTenantId();
  await store.createTenant(tenant, {}, change());
  return tenant;
}

function provision(
  { provisioning }: ProvisioningUnderTest,
  tenant: TenantId,
  given: Partial<Newcomer> = {},
  maxDevices?: number,
): Promise<OutboxName> {
  return provisioning.provisionDevice(
    tenant,
    { device: DEVICE, document: { via: ['gateway'] }, credentials: [], ...given },
    { ...change(), maxDevices },
    notificationOf(tenant),
    CLAIMED_UNTIL_MS,
  );
}

function notificationOf(tenant: TenantId): EventRecord {
  const payload = { kind: 'empty', contentType: 'application/vnd.example' } as const;
  return eventRecord({ tenant, device: DEVICE, payload, provisioning: {} });
}
