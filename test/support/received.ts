import type { Received } from '../../lib/consumption/received.ts';
import { parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import { eventTopic } from '../../lib/domain/topics.ts';
import { CREATED_AT_MS } from './kafka-event.ts';

/** What a test says of a record; the rest is a valid JSON event of `device-1` of tenant `acme`. */
export type ReceivedSpec = {
  readonly tenant?: TenantId;
  readonly partition?: number;
  readonly offset?: number;
  readonly timestampMs?: number;
  readonly key?: string | Uint8Array | null;
  readonly value?: string | Uint8Array | null;
  readonly headers?: readonly (readonly [name: string, value: string | Uint8Array])[];
};

export function received(spec: ReceivedSpec = {}): Received {
  const tenant = spec.tenant ?? parseTenantId('acme');
  const headers = spec.headers ?? [
    ['content-type', 'application/json'],
    ['creation-time', String(CREATED_AT_MS)],
  ];
  return {
    tenant,
    topic: eventTopic(tenant),
    partition: spec.partition ?? 0,
    offset: spec.offset ?? 0,
    timestampMs: spec.timestampMs ?? CREATED_AT_MS,
    key: toBytes(spec.key === undefined ? 'device-1' : spec.key),
    value: toBytes(spec.value === undefined ? '{"temp":5}' : spec.value),
    headers: headers.map(([name, value]) => ({ name, value: Buffer.from(value) })),
  };
}

function toBytes(value: string | Uint8Array | null): Uint8Array | null {
  return typeof value === 'string' ? Buffer.from(value) : value;
}
