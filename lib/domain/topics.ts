import type { Endpoint } from './event-record.ts';
import { isTenantId, type TenantId } from './identifiers.ts';

const EVENT_PREFIX = 'hono.event.';
const TELEMETRY_PREFIX = 'hono.telemetry.';
const DEAD_LETTER_PREFIX = 'hono.dead-letter.';

/** @see Hono, Event API for Kafka, "Produce Event" */
export function eventTopic(tenant: TenantId): string {
  return EVENT_PREFIX + tenant;
}

/** @see Hono, Telemetry API for Kafka, "Produce Telemetry Data" */
export function telemetryTopic(tenant: TenantId): string {
  return TELEMETRY_PREFIX + tenant;
}

export function topicOf(endpoint: Endpoint, tenant: TenantId): string {
  return endpoint.kind === 'event' ? eventTopic(tenant) : telemetryTopic(tenant);
}

/** Ours: where the consumer keeps the records of a tenant that no retry will help. */
export function deadLetterTopic(tenant: TenantId): string {
  return DEAD_LETTER_PREFIX + tenant;
}

/** @see Hono, "Device Notifications" */
export const TENANT_NOTIFICATIONS = 'hono.notification.registry-tenant';
export const DEVICE_NOTIFICATIONS = 'hono.notification.registry-device';

/** Ours: who changed what in the registry. */
export const AUDIT_TOPIC = 'hono.audit.registry';

/** Topics of the registry, which belong to no tenant. */
export const REGISTRY_TOPICS = [TENANT_NOTIFICATIONS, DEVICE_NOTIFICATIONS, AUDIT_TOPIC] as const;

/**
 * The prefix is cut, never the name split: a tenant's identifier may hold dots.
 *
 * @returns undefined for a topic that holds no tenant's events.
 */
export function tenantOfEventTopic(topic: string): TenantId | undefined {
  if (!topic.startsWith(EVENT_PREFIX)) return undefined;
  const tenant = topic.slice(EVENT_PREFIX.length);
  return isTenantId(tenant) ? tenant : undefined;
}
