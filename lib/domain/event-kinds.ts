/** @see Hono, Event API for Kafka, "Well-known Event Message Types" */
export const EMPTY_NOTIFICATION = 'application/vnd.eclipse-hono-empty-notification';
export const CONNECTION_EVENT = 'application/vnd.eclipse-hono-dc-notification+json';
/** @see Hono, Event API, "Device Provisioning Notification" */
export const PROVISIONING_NOTIFICATION =
  'application/vnd.eclipse-hono-device-provisioning-notification';

/** What a payload without a declared type is. */
export const OCTET_STREAM = 'application/octet-stream';
