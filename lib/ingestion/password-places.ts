import { ServiceError } from '../domain/errors.ts';

/** Checks that wait or run. */
export type PlaceLimits = {
  readonly perAuthId: number;
  /** Fewer than in all, so that one tenant's devices leave room for others. */
  readonly perTenant: number;
  /** Of names that somebody has. */
  readonly inAll: number;
  /** Of all other names together, beside those: who makes up names takes no place from a device. */
  readonly unknown: number;
};

/** Who has the name that is presented; undefined for a name that nobody has. */
export type Owner = { readonly tenant: string; readonly authId: string } | undefined;

/**
 * Runs one check at a time, in the order in which they came; as many as there are places wait.
 *
 * @returns rejects with {@link ServiceError} `TOO_MANY_PASSWORD_CHECKS` at once when no place is free
 */
export function passwordPlaces(
  limits: PlaceLimits,
): <Result>(owner: Owner, check: () => Promise<Result>) => Promise<Result> {
  const taken = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();

  function change(name: string, by: 1 | -1): void {
    const count = (taken.get(name) ?? 0) + by;
    if (count === 0) taken.delete(name);
    else taken.set(name, count);
  }

  return async (owner, check) => {
    const places = placesOf(owner, limits);
    for (const [name, limit] of places) {
      if ((taken.get(name) ?? 0) >= limit) throw tooMany();
    }
    for (const name of places.keys()) change(name, 1);
    try {
      const turn = last.then(check);
      last = turn.catch(() => undefined);
      return await turn;
    } finally {
      for (const name of places.keys()) change(name, -1);
    }
  };
}

const ALL = 'all';
const UNKNOWN = 'unknown';

function placesOf(owner: Owner, limits: PlaceLimits): ReadonlyMap<string, number> {
  if (!owner) return new Map([[UNKNOWN, limits.unknown]]);
  const { tenant, authId } = owner;
  return new Map([
    [JSON.stringify([tenant, authId]), limits.perAuthId],
    [JSON.stringify([tenant]), limits.perTenant],
    [ALL, limits.inAll],
  ]);
}

function tooMany(): ServiceError {
  return new ServiceError('TOO_MANY_PASSWORD_CHECKS', 'temporarily unavailable');
}
