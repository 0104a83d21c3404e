import { memoryEffectLedger } from '../../../../lib/drivers/memory/effect-ledger.ts';
import { effectLedgerContract } from '../../../contract/effect-ledger.ts';

effectLedgerContract('memory', async () => memoryEffectLedger());
