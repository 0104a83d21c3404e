import { isRetryable, ServiceError } from '../../domain/errors.ts';
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
  readonly stored: Stored | undefined;
  /** Looks again. */
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
  { name, stored, find, equals, create, replace }: Import<Stored>,
): Promise<Outcome> {
  const isDone = async (): Promise<boolean> => {
    const now = await find();
    return now !== undefined && equals(now);
  };
  if (stored === undefined) return write(create, isDone, 'created');
  if (await equals(stored)) return 'unchanged';
  if (onConflict === 'skip') return 'skipped';
  if (onConflict === 'fail') throw conflict(name);
  return write(() => replace(stored), isDone, 'replaced');
}

/** A write whose answer was lost is made again, and then refused because of itself. */
async function write(
  change: () => Promise<unknown>,
  isDone: () => Promise<boolean>,
  outcome: Outcome,
): Promise<Outcome> {
  try {
    await change();
  } catch (failure) {
    if (!(failure instanceof ServiceError) || isRetryable(failure)) throw failure;
    if (!(await isDone())) throw failure;
  }
  return outcome;
}

function conflict(name: string): ServiceError {
  return new ServiceError('IMPORT_CONFLICT', `${name} exists already, and differs`);
}
