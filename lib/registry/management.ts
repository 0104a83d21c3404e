import type { Principal } from '../domain/principal.ts';
import { type AuditedChange, auditEntry } from './audit.ts';
import type { OutboxEntry } from './outbox.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { Change, RegistryStore } from './registry-store.ts';

/** What the management of tenants, devices and credentials needs. */
export type RegistryParts = {
  readonly store: RegistryStore;
  readonly passwords: PasswordHasher;
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number;
  /** Versions, and identifiers of what is created without one: never the same twice. */
  readonly newId: () => string;
};

/** The registry as one principal uses it. */
export type Registry = RegistryParts & { readonly principal: Principal };

/**
 * A change with its audit record.
 *
 * @param tell what the change means to somebody outside, at its instant.
 */
export function newChange(
  { clock, newId, principal }: Registry,
  what: Omit<AuditedChange, 'version-after'>,
  ...tell: ((atMs: number) => OutboxEntry)[]
): Change {
  const atMs = clock();
  const version = newId();
  const audited = what.change === 'DELETE' ? what : { ...what, 'version-after': version };
  const told = tell.map((entry) => entry(atMs));
  return { atMs, version, outbox: [...told, auditEntry(principal, audited, atMs)] };
}
