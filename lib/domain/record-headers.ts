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
  const { defaults, origin, trace } = record;
  const headers: Record<string, string> = {
    ...toDefaultHeaders(defaults),
    [HEADER.contentType]: record.payload.contentType,
    [HEADER.originAdapter]: origin.adapter,
    [HEADER.originAddress]: origin.address,
    [HEADER.qos]: String(qosOf(record.endpoint)),
    [HEADER.deviceId]: record.device,
    [HEADER.creationTime]: String(record.createdAtMs),
    [HEADER.traceParent]: trace.traceparent,
  };
  if (record.provisioning) Object.assign(headers, toProvisioningHeaders(record));
  if (trace.tracestate) headers[HEADER.traceState] = trace.tracestate;
  if (record.timeToLiveMs !== undefined) headers[HEADER.timeToLive] = String(record.timeToLiveMs);
  if (record.timeUntilDisconnectSeconds !== undefined) {
    headers[HEADER.timeUntilDisconnect] = String(record.timeUntilDisconnectSeconds);
  }
  return headers;
}

/** Not by assignment: a default may be called `__proto__`. */
function toDefaultHeaders(defaults: EventRecord['defaults']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, encodeHeaderValue(value)]),
  );
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
