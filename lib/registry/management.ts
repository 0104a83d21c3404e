import type { OutboxEntry } from './outbox.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { Change, RegistryStore } from './registry-store.ts';

/** What the management of tenants, devices and credentials needs. */
export type Registry = {
  readonly store: RegistryStore;
  readonly passwords: PasswordHasher;
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number;
  /** Versions, and identifiers of what is created without one: never the same twice. */
  readonly newId: () => string;
};

/** @param tell what the change means to somebody outside, at its instant. */
export function newChange(registry: Registry, ...tell: ((atMs: number) => OutboxEntry)[]): Change {
  const atMs = registry.clock();
  return { atMs, version: registry.newId(), outbox: tell.map((entry) => entry(atMs)) };
}
