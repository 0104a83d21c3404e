import type { TenantId } from '../domain/identifiers.ts';

/** What the registry remembers of tenants that were deleted. A tenant that is merely missing has not departed. */
export type Departures = {
  /**
   * When each was deleted, in milliseconds since the Unix epoch; those that never were, or are back, are left out.
   *
   * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
   */
  readonly departedAt: (tenants: readonly TenantId[]) => Promise<ReadonlyMap<TenantId, number>>;
};
