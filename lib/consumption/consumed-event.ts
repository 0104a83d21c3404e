import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { JsonObject } from '../domain/json.ts';
import type { EventHeaders } from './event-headers.ts';
import type { EventPayload } from './event-payload.ts';
import type { Reachability } from './reachability.ts';

/** @see Hono, Event API for Kafka, "Well-known Event Message Types" */
export type ConsumedEvent =
  | DataEvent
  | EmptyNotification
  | ConnectionEvent
  | ProvisioningNotification;

export type DataEvent = EventProperties & {
  readonly kind: 'data';
  readonly payload: EventPayload;
};

/** Says nothing but that the device is there, and for how long. */
export type EmptyNotification = EventProperties & { readonly kind: 'empty-notification' };

/** A protocol adapter's word that a connection with a device began or ended. */
export type ConnectionEvent = EventProperties & {
  readonly kind: 'connection';
  readonly connection: {
    readonly cause: 'connected' | 'disconnected';
    /** What the adapter calls the other end: an MQTT client identifier, or an address and port. */
    readonly remoteId: string;
    /** The adapter's type name, for instance `hono-mqtt`. */
    readonly source: string;
    readonly data: JsonObject | undefined;
  };
};

/** The registry's word that a device came to be without an operator. */
export type ProvisioningNotification = EventProperties & {
  readonly kind: 'provisioning';
  /** `NEW` for a device that has just been provisioned. */
  readonly status: string;
  /** The gateway on whose behalf, if any. */
  readonly gateway: DeviceId | undefined;
};

/** What every event has; undefined is what its record does not say. */
export type EventProperties = {
  readonly tenant: TenantId;
  readonly device: DeviceId;
  /** As the record has it, parameters and case included; `application/octet-stream` for a record without. */
  readonly contentType: string;
  /** Milliseconds since the Unix epoch, as the adapter has it. */
  readonly createdAtMs: number | undefined;
  readonly timeToLiveMs: number | undefined;
  readonly reachability: Reachability | undefined;
  /** 0: at most once; 1: at least once. */
  readonly qos: 0 | 1;
  readonly origin: { readonly adapter: string | undefined; readonly address: string | undefined };
  readonly trace: {
    readonly traceparent: string | undefined;
    readonly tracestate: string | undefined;
  };
  readonly headers: EventHeaders;
  readonly position: Position;
  /** Where the event was first: `position`, but for an event that was given up and put back. One name for all its copies. */
  readonly firstPosition: Position;
};

/** Where the record is; offsets begin again at 0 when a topic is made again, the time stamp does not. */
export type Position = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Kafka's own, milliseconds since the Unix epoch; -1 when the record has none. */
  readonly timestampMs: number;
  /** What names an AMQP message: its partition is always 0, and its offset made of its time of creation. */
  readonly messageId?: string;
};
