import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/domain/json.ts';

/** Something of a file of Hono's, as a line of ours would say it. */
export type Found = { readonly where: string; readonly value: unknown };

/**
 * The entities in an array: that of `mongoexport --jsonArray`, or one of the three files in which Hono's file based registry
 * kept tenants, devices and credentials.
 *
 * @see Hono 1.x, `FileBasedTenantService`, `FileBasedRegistrationService`, `FileBasedCredentialsService`
 */
export function* entitiesOf(array: readonly JsonValue[]): Generator<Found> {
  for (const [index, value] of array.entries()) {
    const where = `entry ${index + 1}`;
    if (!isJsonObject(value)) yield { where, value };
    else if (isListOf('devices', value)) yield* devicesIn(value, where);
    else if (isListOf('credentials', value)) yield* credentialsIn(value, where);
    else if (isBareTenant(value)) yield { where, value: ofBareTenant(value) };
    else yield { where, value };
  }
}

/** What belongs to a tenant, which is named. */
function isListOf<Name extends string>(
  name: Name,
  value: JsonObject,
): value is JsonObject & { readonly [Member in Name]: readonly JsonValue[] } {
  return typeof value['tenant'] === 'string' && Array.isArray(value[name]);
}

function isBareTenant(value: JsonObject): boolean {
  return !['tenant', 'device', 'device-id'].some((name) => Object.hasOwn(value, name));
}

/** The tenant's identifier stands among its members; it may have one trust anchor without an array around it. */
function ofBareTenant({ 'tenant-id': id, ...members }: JsonObject): unknown {
  const anchors = members['trusted-ca'];
  const tenant = isJsonObject(anchors) ? { ...members, 'trusted-ca': [anchors] } : members;
  return { 'tenant-id': id, tenant };
}

type DeviceList = JsonObject & { readonly devices: readonly JsonValue[] };

function* devicesIn({ tenant, devices }: DeviceList, where: string): Generator<Found> {
  for (const [index, one] of devices.entries()) {
    const { 'device-id': id, data = {} } = isJsonObject(one) ? one : {};
    const value = { 'tenant-id': tenant, 'device-id': id, device: data };
    yield { where: `${where}, device ${index + 1}`, value };
  }
}

type CredentialsList = JsonObject & { readonly credentials: readonly JsonValue[] };

/** Each names its device; those of one device make its set. */
function* credentialsIn({ tenant, credentials }: CredentialsList, where: string): Generator<Found> {
  const sets = Map.groupBy(credentials.entries(), ([, one]) =>
    isJsonObject(one) ? one['device-id'] : undefined,
  );
  for (const [id, set] of sets) {
    const places = set.map(([index]) => index + 1).join(', ');
    const own = set.map(([, one]) => withoutDevice(one));
    const value = { 'tenant-id': tenant, 'device-id': id, credentials: own };
    yield { where: `${where}, credentials ${places}`, value };
  }
}

function withoutDevice(credential: JsonValue): JsonValue {
  if (!isJsonObject(credential)) return credential;
  const { 'device-id': _device, ...others } = credential;
  return others;
}
