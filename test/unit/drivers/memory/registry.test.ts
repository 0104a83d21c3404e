import { memoryRegistry } from '../../../../lib/drivers/memory/registry.ts';
import { deviceRegistryContract } from '../../../contract/device-registry.ts';
import { registryStoreContract } from '../../../contract/registry-store.ts';

registryStoreContract('memory', async () => {
  const { store, outbox } = memoryRegistry();
  return {
    store,
    readOutbox: async (tenant) =>
      outbox.filter(({ notification }) => notification['tenant-id'] === tenant),
  };
});

deviceRegistryContract('memory', async () => memoryRegistry());
