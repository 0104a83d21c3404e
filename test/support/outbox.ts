import type { TenantId } from '../../lib/domain/identifiers.ts';
import type { AuditRecord } from '../../lib/registry/audit.ts';
import type { Notification, OutboxEntry } from '../../lib/registry/outbox.ts';

export function notificationsOf(outbox: readonly OutboxEntry[]): readonly Notification[] {
  return outbox.flatMap((entry) => (entry.kind === 'notification' ? [entry.notification] : []));
}

export function auditsOf(outbox: readonly OutboxEntry[]): readonly AuditRecord[] {
  return outbox.flatMap((entry) => (entry.kind === 'audit' ? [entry.audit] : []));
}

export function tenantsOf(outbox: readonly OutboxEntry[]): readonly TenantId[] {
  return [...notificationsOf(outbox), ...auditsOf(outbox)].map((one) => one['tenant-id']);
}
