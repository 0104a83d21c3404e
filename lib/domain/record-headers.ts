import type { Endpoint, EventRecord } from './event-record.ts';
import { HEADER } from './header-names.ts';
import { encodeHeaderValue } from './header-value.ts';

/**
 * The headers of an event's Kafka record, each once.
 *
 * @see Hono, Telemetry API for Kafka, "Produce Telemetry Data"; Hono asserts `orig_adapter`, `orig_address`
 * and the trace context in its own tests.
 */
export function toRecordHeaders(record: EventRecord): Record<string, string> {
  // A default may be called `__proto__`.
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(record.defaults)) {
    headers[name] = encodeHeaderValue(value);
  }
  headers[HEADER.contentType] = record.payload.contentType;
  headers[HEADER.originAdapter] = record.origin.adapter;
  headers[HEADER.originAddress] = record.origin.address;
  headers[HEADER.qos] = String(qosOf(record.endpoint));
  headers[HEADER.deviceId] = record.device;
  headers[HEADER.creationTime] = String(record.createdAtMs);
  if (record.provisioning) Object.assign(headers, toProvisioningHeaders(record));
  headers[HEADER.traceParent] = record.trace.traceparent;
  if (record.trace.tracestate) headers[HEADER.traceState] = record.trace.tracestate;
  if (record.timeToLiveMs !== undefined) headers[HEADER.timeToLive] = String(record.timeToLiveMs);
  if (record.timeUntilDisconnectSeconds !== undefined) {
    headers[HEADER.timeUntilDisconnect] = String(record.timeUntilDisconnectSeconds);
  }
  return headers;
}

/** @see Hono, Event API for Kafka, "Device Provisioning Notification" */
function toProvisioningHeaders({ tenant, provisioning }: EventRecord): Record<string, string> {
  const gateway = provisioning?.gateway;
  return {
    [HEADER.tenantId]: tenant,
    [HEADER.registrationStatus]: 'NEW',
    ...(gateway !== undefined && { [HEADER.gatewayId]: gateway }),
  };
}

function qosOf(endpoint: Endpoint): 0 | 1 {
  return endpoint.kind === 'event' ? 1 : endpoint.qos;
}
