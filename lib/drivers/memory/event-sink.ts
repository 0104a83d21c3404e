import { ServiceError } from '../../domain/errors.ts';
import type { EventRecord } from '../../domain/event-record.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import type { EventSink } from '../../ingestion/event-sink.ts';

export type MemoryEventSink = EventSink & {
  /** What was stored, in order. */
  readonly stored: readonly EventRecord[];
  /** From now on the tenant's payloads may have so many bytes at most. */
  readonly limitPayload: (tenant: TenantId, bytes: number) => void;
};

export function memoryEventSink(): MemoryEventSink {
  const stored: EventRecord[] = [];
  const limits = new Map<TenantId, number>();
  let closed = false;
  return {
    stored,
    limitPayload: (tenant, bytes) => limits.set(tenant, bytes),
    append: async (record) => {
      const size = record.payload.kind === 'data' ? record.payload.bytes.byteLength : 0;
      if (closed || size > (limits.get(record.tenant) ?? Infinity)) {
        throw new ServiceError('EVENT_NOT_STORED', 'temporarily unavailable');
      }
      stored.push(record);
    },
    close: async () => {
      closed = true;
    },
  };
}
