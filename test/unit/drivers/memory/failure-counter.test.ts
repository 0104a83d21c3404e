import { memoryFailureCounter } from '../../../../lib/drivers/memory/failure-counter.ts';
import { failureCounterContract } from '../../../contract/failure-counter.ts';

failureCounterContract('memory', async () => memoryFailureCounter());
