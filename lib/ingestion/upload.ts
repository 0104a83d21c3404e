import type { TraceContext } from '../domain/event-record.ts';

/** An upload as the transport delivers it; nothing in it has been checked yet. Undefined is what the device did not say. */
export type Upload = {
  readonly endpoint: 'event' | 'telemetry';
  readonly target: UploadTarget;
  /** What TLS has proven to be the device's; whether anybody trusts its issuer is still to be seen. */
  readonly clientCertificate: ClientCertificate | undefined;
  /** The address that the transport saw, never one that a header tells; empty when it saw none. */
  readonly sourceIp: string;
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** Without parameters; never empty. */
  readonly contentType: string | undefined;
  readonly payload: Uint8Array;
  /** The `QoS-Level` header. */
  readonly qosLevel: string | undefined;
  /** `hono-ttl` and `hono-ttd` as sent. */
  readonly timeToLive: string | undefined;
  readonly timeUntilDisconnect: string | undefined;
  /** The request target with its query string. */
  readonly address: string;
  readonly trace: TraceContext;
};

/** Whose it is: the uploader's own, or that of the device which the address names. */
export type UploadTarget =
  | { readonly kind: 'uploader' }
  /** `PUT /event`, which Hono answers only when it knows who asks: that there is no such address. */
  | { readonly kind: 'nowhere' }
  /** Either may be empty, as in `PUT /event//{device}` and `PUT /event/{tenant}`. */
  | { readonly kind: 'device'; readonly tenant: string; readonly device: string };

export type ClientCertificate = {
  /** The device's own, without those that vouch for it. */
  readonly pem: string;
  /** The host name that the device asked for. */
  readonly requestedHost: string;
};
