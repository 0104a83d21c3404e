import { memoryRegistry } from '../../../../lib/drivers/memory/registry.ts';
import { departuresContract } from '../../../contract/departures.ts';

departuresContract('memory', async () => memoryRegistry());
