import { describe, type TestContext } from 'node:test';
import type { TenantId } from '../../lib/domain/identifiers.ts';
import type { OutboxEntry } from '../../lib/registry/outbox.ts';
import type { RegistryStore } from '../../lib/registry/registry-store.ts';
import { credentialsStoreContract } from './registry-store-credentials.ts';
import { deviceStoreContract } from './registry-store-devices.ts';
import { registrationLimitContract } from './registry-store-limit.ts';
import { tenantStoreContract } from './registry-store-tenants.ts';

export type StoreUnderTest = {
  readonly store: RegistryStore;
  /** What waits to be published for a tenant, oldest first. */
  readonly readOutbox: (tenant: TenantId) => Promise<readonly OutboxEntry[]>;
};

export type OpenStore = (t: TestContext) => Promise<StoreUnderTest>;

/** What every driver that claims to be the registry's store does. */
export function registryStoreContract(driver: string, open: OpenStore): void {
  describe(`registry store (${driver})`, () => {
    describe('tenants', () => tenantStoreContract(open));
    describe('devices', () => deviceStoreContract(open));
    describe('registration limit', () => registrationLimitContract(open));
    describe('credentials', () => credentialsStoreContract(open));
  });
}
