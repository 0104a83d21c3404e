import { memoryRegistry } from '../../../../lib/drivers/memory/registry.ts';
import { deviceRegistryContract } from '../../../contract/device-registry.ts';
import { provisioningStoreContract } from '../../../contract/provisioning-store.ts';
import { registryStoreContract } from '../../../contract/registry-store.ts';
import { tenantsOf } from '../../../support/outbox.ts';

registryStoreContract('memory', async () => {
  const { store, outbox } = memoryRegistry();
  return {
    store,
    readOutbox: async (tenant) => outbox.filter((entry) => tenantsOf([entry]).includes(tenant)),
  };
});

deviceRegistryContract('memory', async () => memoryRegistry());
provisioningStoreContract('memory', async () => memoryRegistry());
