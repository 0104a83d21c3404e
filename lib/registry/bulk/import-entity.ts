import type { Entity } from './entity.ts';
import { importCredentials } from './import-credentials.ts';
import { importDevice } from './import-device.ts';
import { importTenant } from './import-tenant.ts';
import type { Importer, Outcome } from './importer.ts';

/**
 * Writes an entity as the management API would, with its notification and its audit record, in one transaction.
 *
 * @throws {ServiceError} `IMPORT_CONFLICT`, `REGISTRY_UNAVAILABLE`, and what the management API refuses
 */
export function importEntity(importer: Importer, entity: Entity): Promise<Outcome> {
  if (entity.kind === 'tenant') return importTenant(importer, entity);
  if (entity.kind === 'device') return importDevice(importer, entity);
  return importCredentials(importer, entity);
}
