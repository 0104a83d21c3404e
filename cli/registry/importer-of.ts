import { turns } from '../../lib/consumption/turns.ts';
import { bcryptCheck } from '../../lib/drivers/bcrypt/check.ts';
import { bcryptPasswordHasher } from '../../lib/drivers/bcrypt/hash.ts';
import { dryRunStore } from '../../lib/drivers/memory/dry-run-store.ts';
import type { PasswordCheck } from '../../lib/registry/access-checks.ts';
import type { ConflictPolicy, Importer } from '../../lib/registry/bulk/importer.ts';
import type { PasswordHasher } from '../../lib/registry/password-hasher.ts';
import type { RegistryStore } from '../../lib/registry/registry-store.ts';
import { operator } from '../operator.ts';

type Passwords = { readonly hasher: PasswordHasher; readonly check: PasswordCheck };

type ImporterOptions = { readonly dryRun: boolean; readonly onConflict: ConflictPolicy };

/**
 * Passwords are hashed one at a time, however many entities are in hand: hashing fills the only thread, and answers of the store
 * would be taken for late because nobody had looked.
 */
export async function importerOf(
  store: RegistryStore,
  { dryRun, onConflict }: ImporterOptions,
  { hasher, check }: Passwords = { hasher: bcryptPasswordHasher(), check: bcryptCheck },
): Promise<Importer> {
  const { take } = turns(1);
  return {
    store: dryRun ? await dryRunStore(store) : store,
    passwords: {
      ...hasher,
      // A hash that is thrown away is not worth its time.
      hash: dryRun ? async () => '' : (password) => take(() => hasher.hash(password)),
    },
    checkPassword: (password, hash) => take(() => check(password, hash)),
    clock: Date.now,
    newId: () => crypto.randomUUID(),
    principal: operator(),
    onConflict,
  };
}
