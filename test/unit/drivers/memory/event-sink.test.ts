import { randomUUID } from 'node:crypto';
import { parseTenantId } from '../../../../lib/domain/identifiers.ts';
import { toRecordHeaders } from '../../../../lib/domain/record-headers.ts';
import { memoryEventSink } from '../../../../lib/drivers/memory/event-sink.ts';
import { eventSinkContract } from '../../../contract/event-sink.ts';

eventSinkContract('memory', async (t) => {
  const sink = memoryEventSink();
  t.after(sink.close);
  return {
    sink,
    makeTenant: async ({ maxRecordBytes } = {}) => {
      const tenant = parseTenantId(randomUUID());
      if (maxRecordBytes !== undefined) sink.limitPayload(tenant, maxRecordBytes);
      return tenant;
    },
    readStored: async (tenant) =>
      sink.stored
        .filter((record) => record.tenant === tenant)
        .map((record) => ({
          key: record.device,
          value:
            record.payload.kind === 'empty' ? null : new TextDecoder().decode(record.payload.bytes),
          headers: { ...toRecordHeaders(record) },
        })),
  };
});
