import { ServiceError } from '../../lib/domain/errors.ts';
import { parseDeviceId, parseTenantId } from '../../lib/domain/identifiers.ts';
import { isJsonObject, type JsonObject } from '../../lib/domain/json.ts';
import { assertDepth } from '../../lib/drivers/management-api/body.ts';
import { parseCredentials } from '../../lib/drivers/management-api/credentials-schema.ts';
import { parseDevice } from '../../lib/drivers/management-api/device-schema.ts';
import { parseTenant } from '../../lib/drivers/management-api/tenant-schema.ts';
import { type Entity, KINDS } from '../../lib/registry/bulk/entity.ts';

/** What Hono's MongoDB registry keeps beside a document. @see Hono, `BaseDto`, `DeviceDto` */
const OF_MONGODB = new Set([
  '_id',
  'version',
  'created',
  'creationTime',
  'updatedOn',
  'auto-provisioned',
  'auto-provisioning-notification-sent',
]);

/**
 * An entity as docs/bulk.md describes its line, and as a document of Hono's MongoDB registry holds it.
 *
 * @throws {ServiceError} as the management API: the rules are the same
 */
export function parseEntity(value: unknown): Entity {
  if (!isJsonObject(value)) throw invalid('must be an object');
  assertDepth(value);
  const kinds = KINDS.filter((kind) => Object.hasOwn(value, kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw invalid(`must have exactly one of the members ${KINDS.join(', ')}`);
  }
  const known = ['tenant-id', ...(kind === 'tenant' ? [] : ['device-id']), kind];
  assertMembers(value, known);
  return toEntity(kind, value);
}

function toEntity(kind: Entity['kind'], value: JsonObject): Entity {
  const tenant = parseTenantId(textOf(value, 'tenant-id'));
  if (kind === 'tenant') return { kind, tenant, document: parseTenant(value[kind]) };
  const device = parseDeviceId(textOf(value, 'device-id'));
  if (kind === 'device') return { kind, tenant, device, document: parseDevice(value[kind]) };
  return { kind, tenant, device, document: parseCredentials(value[kind]) };
}

function assertMembers(value: JsonObject, known: readonly string[]): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name) && !OF_MONGODB.has(name));
  if (unknown === undefined) return;
  throw invalid(`${JSON.stringify(unknown)} is not a member that is known here`);
}

function textOf(value: JsonObject, name: string): string {
  const text = value[name];
  if (typeof text === 'string') return text;
  throw invalid(`${name}: must be a text`);
}

function invalid(problem: string): ServiceError {
  return new ServiceError('INVALID_REQUEST', problem);
}
