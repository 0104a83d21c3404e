import { memoryRegistry } from '../../../../lib/drivers/memory/registry.ts';
import { dataVolumeStoreContract } from '../../../contract/data-volume-store.ts';

dataVolumeStoreContract('memory', async () => {
  const { store, devices, dataVolumes } = memoryRegistry();
  return { stores: [dataVolumes, dataVolumes], devices, registry: store };
});
