import { ServiceError } from '../../domain/errors.ts';

/** A table that is throttled gets time to grow: about a minute in all. */
const PAUSES_MS = [250, 1000, 4000, 15_000, 40_000];

export type Patience = {
  readonly pause: (ms: number) => Promise<void>;
  /** Between 0 and 1: those that were throttled together do not come back together. */
  readonly random: () => number;
};

/**
 * Tries again while the store does not answer. What it writes has to be repeatable, as an import is.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE` in the end, and whatever else `work` throws at once
 */
export async function patiently<Result>(
  work: () => Promise<Result>,
  { pause, random }: Patience,
): Promise<Result> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await work();
    } catch (failure) {
      if (!isUnavailable(failure)) throw failure;
      await pause(pauseMs * (0.5 + random()));
    }
  }
  return work();
}

export function isUnavailable(failure: unknown): boolean {
  return failure instanceof ServiceError && failure.code === 'REGISTRY_UNAVAILABLE';
}
