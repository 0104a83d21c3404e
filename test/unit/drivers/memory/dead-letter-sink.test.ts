import { randomUUID } from 'node:crypto';
import { parseTenantId } from '../../../../lib/domain/identifiers.ts';
import { memoryDeadLetterSink } from '../../../../lib/drivers/memory/dead-letter-sink.ts';
import { deadLetterSinkContract } from '../../../contract/dead-letter-sink.ts';

deadLetterSinkContract('memory', async () => {
  const sink = memoryDeadLetterSink();
  return {
    sink,
    makeTenant: async () => parseTenantId(randomUUID()),
    readStored: async (tenant) => sink.stored.filter((letter) => letter.tenant === tenant),
    breakDown: async () => sink.breakDown(),
  };
});
