import { isTenantId, type TenantId } from './identifiers.ts';

const EVENT_PREFIX = 'event/';

/**
 * The prefix is cut, never the name split: a tenant's identifier may hold dots.
 *
 * @see Hono, Event API (AMQP 1.0), "Forward Event"
 * @returns undefined for an address that is no tenant's for events.
 */
export function tenantOfEventAddress(address: string): TenantId | undefined {
  if (!address.startsWith(EVENT_PREFIX)) return undefined;
  const tenant = address.slice(EVENT_PREFIX.length);
  return isTenantId(tenant) ? tenant : undefined;
}
