import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { countedClient, type Reads } from '../../bench/counted-client.ts';
import { dynamoDbDeviceRegistry } from '../../lib/drivers/dynamodb/device-registry.ts';
import { readerOf } from '../../lib/drivers/dynamodb/table.ts';
import { dynamoDbRegistryStore } from '../../lib/drivers/dynamodb/registry-store.ts';
import { assertRegistration } from '../../lib/ingestion/assert-registration.ts';
import { authenticateByCertificate } from '../../lib/ingestion/authenticate-by-certificate.ts';
import { authenticateByPassword } from '../../lib/ingestion/authenticate-by-password.ts';
import { cachedDeviceRegistry } from '../../lib/ingestion/cached-device-registry.ts';
import type { Uploader } from '../../lib/ingestion/uploader.ts';
import { identity } from '../support/certificates.ts';
import { encodedKey } from '../support/device-tokens.ts';
import { registryTable } from '../support/registry-table.ts';
import {
  AN_INSTANT_MS,
  change,
  deviceId,
  newTenantId,
  password,
  trustAnchor,
} from '../support/registry-values.ts';

const ROOT = identity({ subject: [['CN', 'Root']] });
const TRACE = { traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01' };
const LIMITS = { maxAgeMs: 60_000, maxEntries: 100 };
const now = () => AN_INSTANT_MS;
const nobody = async () => assert.fail('nobody is provisioned');
const provisioning = { provisionEdgeDevice: nobody, provisionCertified: nobody, announce: nobody };

/** A tenant with devices that have a password and a certificate each, and a device for which the first may act. */
async function tenantWithDevices(t: TestContext) {
  const table = await registryTable(t);
  const reads: Reads = { trips: 0, units: 0 };
  const tenant = newTenantId();
  const store = dynamoDbRegistryStore(table.client, table.name);
  const anchor = { ...trustAnchor(ROOT.subject), 'public-key': encodedKey(ROOT) };
  await store.createTenant(tenant, { 'trusted-ca': [anchor] }, change());
  for (const id of ['first', 'second'].map(deviceId)) {
    const write = change();
    await store.createDevice(tenant, id, {}, write);
    const none = { version: write.credentialsVersion, document: [] };
    const credentials = [password(id), password(`CN=${id}`, { type: 'x509-cert' })];
    await store.replaceCredentials(tenant, id, none, credentials, change());
  }
  await store.createDevice(tenant, deviceId('behind'), { via: ['first'] }, change());
  const devices = dynamoDbDeviceRegistry(
    readerOf({ client: countedClient(table.client, reads), name: table.name }),
  );
  const registry = cachedDeviceRegistry(devices, LIMITS, now);
  return {
    tenant,
    registry,
    /** What an upload for a device reads, once it is known who uploads. */
    tripsOf: async (authenticated: () => Promise<Uploader>, device?: string) => {
      const before = reads.trips;
      const uploader = await authenticated();
      const registrations = { registry, provisioning };
      await assertRegistration(uploader, device ?? uploader.device, registrations, TRACE);
      return reads.trips - before;
    },
  };
}

type Opened = Awaited<ReturnType<typeof tenantWithDevices>>;

function byPassword({ registry, tenant }: Opened, authId: string) {
  const guess = { count: () => {}, takeBack: () => {} };
  const secretCheck = { matches: async () => true, matchesNothing: async () => {} };
  const authentication = { registry, secretCheck, guessLimit: () => guess, now };
  const presented = { tenant, authId, password: 'secret' };
  return () => authenticateByPassword(presented, '192.0.2.1', authentication);
}

function byCertificate({ registry }: Opened, name: string) {
  const { pem } = identity({ issuer: ROOT, subject: [['CN', name]] });
  const presented = { pem, requestedHost: 'devices.example.com' };
  return () => authenticateByCertificate(presented, TRACE, { registry, provisioning, now });
}

describe('an upload of a device that is not cached asks the store', () => {
  test('twice, with a password', async (t) => {
    const opened = await tenantWithDevices(t);

    assert.equal(await opened.tripsOf(byPassword(opened, 'first')), 2);
    assert.equal(await opened.tripsOf(byPassword(opened, 'first')), 0);
    assert.equal(await opened.tripsOf(byPassword(opened, 'second')), 2);
  });

  test('twice, by its gateway', async (t) => {
    const opened = await tenantWithDevices(t);

    assert.equal(await opened.tripsOf(byPassword(opened, 'first'), 'behind'), 2);
  });

  test('twice, with a certificate, and twice more for the first of its tenant', async (t) => {
    const opened = await tenantWithDevices(t);

    assert.equal(await opened.tripsOf(byCertificate(opened, 'first')), 4);
    assert.equal(await opened.tripsOf(byCertificate(opened, 'second')), 2);
  });
});
