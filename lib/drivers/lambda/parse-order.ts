import { parseTenantId } from '../../domain/identifiers.ts';
import { isJsonObject } from '../../domain/json.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { RemovalOrder } from '../../onboarding/removals.ts';

/**
 * What an operator may say who invokes the reconciler: `{"force": ["acme"], "removals": 200}`. A schedule and a stream say
 * nothing of it.
 *
 * @throws {ServiceError} `INVALID_REQUEST`, `INVALID_TENANT_ID`
 */
export function parseOrder(event: unknown): RemovalOrder {
  if (!isJsonObject(event)) return { force: [] };
  const { force = [], removals: most } = event;
  if (!Array.isArray(force)) throw invalid('force takes a list of tenants');
  if (most !== undefined && !(typeof most === 'number' && Number.isInteger(most) && most >= 0)) {
    throw invalid('removals takes a whole number');
  }
  return { force: force.map((tenant) => parseTenantId(String(tenant))), most };
}

function invalid(problem: string): ServiceError {
  return new ServiceError('INVALID_REQUEST', problem);
}
