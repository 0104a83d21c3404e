import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { Identity, Principal } from '../domain/principal.ts';
import { toTimestamp } from '../domain/timestamp.ts';
import type { ChangeKind, OutboxEntry } from './outbox.ts';
import type { Version } from './registry-store.ts';

/** Who changed what and when: never what it holds, because that may be secret. */
export type AuditRecord = {
  readonly who: (Identity & { readonly role: Principal['role'] }) | Introducer;
  readonly change: ChangeKind;
  readonly resource: 'tenant' | 'device' | 'credentials';
  readonly 'tenant-id': TenantId;
  /** Absent when the resource is the tenant. */
  readonly 'device-id'?: DeviceId;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Absent for what was created. */
  readonly 'version-before'?: Version;
  /** Absent for what was deleted. */
  readonly 'version-after'?: Version;
};

/** Who has registered a device without an operator: its certificate, by its subject, or a gateway, by its identifier. */
export type Introducer = {
  readonly name: string;
  readonly scheme: 'certificate' | 'gateway';
  readonly role: 'device';
};

export type AuditedChange = Omit<AuditRecord, 'who' | 'time'>;

export function auditEntry(
  author: Principal | Introducer,
  change: AuditedChange,
  atMs: number,
): OutboxEntry {
  const who = toWho(author);
  return { kind: 'audit', audit: { who, ...change, time: toTimestamp(atMs) } };
}

/** Which tenants are an operator's does not matter here. */
function toWho(author: Principal | Introducer): AuditRecord['who'] {
  if (author.role === 'device') return author;
  const { name, scheme, role } = author;
  return { name, scheme, role };
}
