import { ServiceError } from '../../domain/errors.ts';
import type { PasswordCheck } from '../access-checks.ts';
import type { Registry } from '../management.ts';

/** What becomes of an entity that exists already and differs from the one that is imported. */
export const CONFLICT_POLICIES = ['fail', 'skip', 'replace'] as const;
export type ConflictPolicy = (typeof CONFLICT_POLICIES)[number];

export type Outcome = 'created' | 'replaced' | 'skipped' | 'unchanged';

export type Importer = Registry & {
  readonly onConflict: ConflictPolicy;
  /** A plain password that is imported again equals the hash that was made of it. */
  readonly checkPassword: PasswordCheck;
};

/** One entity, as it is imported. */
export type Import<Stored> = {
  /** For messages. */
  readonly name: string;
  /** Undefined when there is nothing of it yet. */
  readonly find: () => Promise<Stored | undefined>;
  readonly equals: (stored: Stored) => boolean | Promise<boolean>;
  readonly create: () => Promise<unknown>;
  readonly replace: (stored: Stored) => Promise<unknown>;
};

/**
 * What is there already, and equal, is left alone: so an import that was cut short is begun again from its start.
 *
 * @throws {ServiceError} `IMPORT_CONFLICT`, and what `create` and `replace` throw
 */
export async function settleImport<Stored>(
  { onConflict }: Importer,
  { name, find, equals, create, replace }: Import<Stored>,
): Promise<Outcome> {
  const stored = await find();
  if (stored === undefined) {
    await create();
    return 'created';
  }
  if (await equals(stored)) return 'unchanged';
  if (onConflict === 'skip') return 'skipped';
  if (onConflict === 'fail') throw conflict(name);
  await replace(stored);
  return 'replaced';
}

function conflict(name: string): ServiceError {
  return new ServiceError('IMPORT_CONFLICT', `${name} exists already, and differs`);
}
