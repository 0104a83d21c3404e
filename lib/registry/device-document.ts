import type { JsonObject } from '../domain/json.ts';

/**
 * A device as the management API takes it, in normal form.
 *
 * @see Hono, Device Registry Management API, "Device"
 */
export type DeviceDocument = {
  readonly enabled?: boolean;
  readonly defaults?: JsonObject;
  readonly ext?: JsonObject;
  readonly via?: readonly string[];
  readonly viaGroups?: readonly string[];
  readonly memberOf?: readonly string[];
  readonly authorities?: readonly string[];
  readonly 'downstream-message-mapper'?: string;
  readonly 'upstream-message-mapper'?: string;
  readonly 'command-endpoint'?: CommandEndpoint;
};

export type CommandEndpoint = {
  readonly uri?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly 'payload-properties'?: Readonly<Record<string, string>>;
};

/** What the registry itself knows of a device; instants in UTC. */
export type DeviceStatus = {
  readonly created: string;
  readonly updated?: string;
  readonly 'auto-provisioned'?: true;
  /** Of a device that provisioned itself or was brought along by a gateway. */
  readonly 'auto-provisioning-notification-sent'?: boolean;
};
