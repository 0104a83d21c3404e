import { memoryTruststore } from '../../../lib/drivers/memory/truststore.ts';
import { truststoreContract } from '../../contract/truststore.ts';

truststoreContract('memory', async () => {
  const { say, ...opened } = memoryTruststore();
  return { ...opened, update: () => say({ isSettled: false }) };
});
