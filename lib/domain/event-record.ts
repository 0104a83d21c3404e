import type { DeviceId, TenantId } from './identifiers.ts';
import type { JsonValue } from './json.ts';
import type { MessagingNetwork } from './messaging-network.ts';

/** An event, or telemetry data, that the product vouches for: authenticated, asserted, within the tenant's limits. */
export type EventRecord = {
  readonly tenant: TenantId;
  /** What carries the tenant's messages. */
  readonly network: MessagingNetwork;
  readonly endpoint: Endpoint;
  /** Where the event originates from, never the gateway that uploaded it; the key of the Kafka record. */
  readonly device: DeviceId;
  readonly payload: Payload;
  /** Milliseconds since the Unix epoch. */
  readonly createdAtMs: number;
  /** Age at which consumers should discard the event; absent means never. */
  readonly timeToLiveMs?: number;
  /** How long the device stays reachable after `createdAtMs`; absent means unknown. */
  readonly timeUntilDisconnectSeconds?: number;
  /** The protocol adapter that took the event, for instance `hono-http`, and the address the device used. */
  readonly origin: { readonly adapter: string; readonly address: string };
  readonly trace: TraceContext;
  /** What a Device Provisioning Notification says beside; absent from every other event. */
  readonly provisioning?: {
    /** Who brought the device along; absent when it came by itself. */
    readonly gateway?: DeviceId;
  };
  /** Properties that the tenant's and the device's defaults add; never one of the names above. */
  readonly defaults: Readonly<Record<string, JsonValue>>;
};

/** What a device uploads to. Events are delivered at least once; telemetry data at most once (0) or at least once (1), as the device asks. */
export type Endpoint =
  | { readonly kind: 'event' }
  | { readonly kind: 'telemetry'; readonly qos: 0 | 1 };

/** What is empty has no bytes to carry, so it has nowhere to put them: the record's value is null. */
export type Payload =
  | { readonly kind: 'empty'; readonly contentType: string }
  | { readonly kind: 'data'; readonly contentType: string; readonly bytes: Uint8Array };

/** @see W3C Trace Context, sections 3.2 and 3.3 */
export type TraceContext = { readonly traceparent: string; readonly tracestate?: string };
