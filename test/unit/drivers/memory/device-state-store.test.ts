import { memoryDeviceStateStore } from '../../../../lib/drivers/memory/device-state-store.ts';
import { deviceStateStoreContract } from '../../../contract/device-state-store.ts';

deviceStateStoreContract('memory', async () => memoryDeviceStateStore());
