import { OCTET_STREAM } from '../domain/event-kinds.ts';
import type { Endpoint, EventRecord, Payload } from '../domain/event-record.ts';
import { HEADER } from '../domain/header-names.ts';
import { messagingNetworkOf } from '../domain/messaging-network.ts';
import type { RegistrationAssertion } from '../domain/registration.ts';
import { maxTimeUntilDisconnectSeconds, type Tenant } from '../domain/tenant.ts';
import {
  addedProperties,
  MAX_TIME_TO_LIVE_SECONDS,
  MAX_TIME_UNTIL_DISCONNECT_SECONDS,
  parseWholeNumber,
  timeToLiveMs,
  timeUntilDisconnectSeconds,
} from '../domain/upload-parameters.ts';
import { HTTP_ADAPTER } from './adapter.ts';
import type { Upload } from './upload.ts';

/**
 * The device's defaults count before the tenant's, what the upload says before both.
 *
 * @see Hono, `AbstractKafkaBasedDownstreamSender.addDefaults`
 */
export function toEventRecord(
  upload: Upload,
  endpoint: Endpoint,
  tenant: Tenant,
  assertion: RegistrationAssertion,
  createdAtMs: number,
): EventRecord {
  const defaults = { ...tenant.defaults, ...assertion.defaults };
  const timeToLive = timeToLiveMs(
    endpoint,
    parseWholeNumber(upload.timeToLive, MAX_TIME_TO_LIVE_SECONDS),
    defaults,
    tenant.maxTimeToLiveSeconds,
  );
  const timeUntilDisconnect = timeUntilDisconnectSeconds(
    parseWholeNumber(upload.timeUntilDisconnect, MAX_TIME_UNTIL_DISCONNECT_SECONDS),
    maxTimeUntilDisconnectSeconds(tenant, HTTP_ADAPTER),
  );
  return {
    tenant: tenant.id,
    network: messagingNetworkOf(tenant),
    endpoint,
    device: assertion.device,
    payload: toPayload(upload, defaults[HEADER.contentType]),
    createdAtMs,
    ...(timeToLive !== undefined && { timeToLiveMs: timeToLive }),
    ...(timeUntilDisconnect !== undefined && { timeUntilDisconnectSeconds: timeUntilDisconnect }),
    origin: { adapter: HTTP_ADAPTER, address: upload.address },
    trace: upload.trace,
    defaults: addedProperties(defaults, endpoint),
  };
}

function toPayload({ contentType, payload }: Upload, byDefault: unknown): Payload {
  const declared =
    contentType ?? (typeof byDefault === 'string' && byDefault !== '' ? byDefault : OCTET_STREAM);
  return payload.byteLength === 0
    ? { kind: 'empty', contentType: declared }
    : { kind: 'data', contentType: declared, bytes: payload };
}
