import type { EventRecord } from '../../lib/domain/event-record.ts';
import { parseDeviceId, parseTenantId } from '../../lib/domain/identifiers.ts';

/** A valid event; a test names only what it is about. */
export function eventRecord(given: Partial<EventRecord> = {}): EventRecord {
  return {
    tenant: parseTenantId('tenant-1'),
    network: 'kafka',
    endpoint: { kind: 'event' },
    device: parseDeviceId('device-1'),
    payload: data('{"temp":5}'),
    createdAtMs: 1_795_301_842_281,
    origin: { adapter: 'hono-http', address: '/event' },
    trace: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    defaults: {},
    ...given,
  };
}

export function data(text: string, contentType = 'application/json'): EventRecord['payload'] {
  return { kind: 'data', contentType, bytes: new TextEncoder().encode(text) };
}
