import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Registration } from '../../../lib/domain/registration.ts';
import { cachedDeviceRegistry } from '../../../lib/ingestion/cached-device-registry.ts';
import { memoryRegistry } from '../../../lib/drivers/memory/registry.ts';
import { toRegistration } from '../../../lib/registry/southbound.ts';
import { AN_INSTANT_MS, deviceId, newTenantId } from '../../support/registry-values.ts';

const DEVICE = deviceId('4711');

/** A cache over a registry that says the same each time. @returns how often it is asked for two look-ups */
async function looksFor(registration: Registration | undefined): Promise<number> {
  let looks = 0;
  const registry = {
    ...memoryRegistry().devices,
    findRegistrations: async () => {
      looks++;
      return [registration];
    },
  };
  const limits = { maxAgeMs: 60_000, maxEntries: 10 };
  const cached = cachedDeviceRegistry(registry, limits, () => AN_INSTANT_MS);
  const tenant = newTenantId();
  await cached.findRegistrations(tenant, [DEVICE]);
  await cached.findRegistrations(tenant, [DEVICE]);
  return looks;
}

describe('what the registry said of a device', () => {
  test('is remembered', async () => {
    assert.equal(await looksFor(toRegistration(DEVICE, {})), 1);
  });

  test('is not remembered while a provisioning notification is owed for it', async () => {
    assert.equal(await looksFor(toRegistration(DEVICE, {}, 'owed')), 2);
  });

  test('is not remembered when it was nothing', async () => {
    assert.equal(await looksFor(undefined), 2);
  });
});
