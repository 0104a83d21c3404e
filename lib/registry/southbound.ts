import type { CountedBytes } from '../domain/data-volume.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Registration } from '../domain/registration.ts';
import type { AdapterSettings, Tenant } from '../domain/tenant.ts';
import type { DeviceDocument } from './device-document.ts';
import { toLimits } from './southbound-limits.ts';
import type { AdapterDocument, ResourceLimits, TenantDocument } from './tenant-document.ts';

const NOTHING: JsonObject = {};

/**
 * What an upload needs to know of a tenant.
 *
 * @param countedBytes what its devices have uploaded
 */
export function toTenant(
  id: TenantId,
  document: TenantDocument,
  countedBytes: CountedBytes = {},
): Tenant {
  return {
    id,
    enabled: document.enabled ?? true,
    ...(document.adapters && { adapters: document.adapters.map(toAdapterSettings) }),
    defaults: document.defaults ?? NOTHING,
    maxTimeToLiveSeconds: toTimeToLiveLimits(document['resource-limits'] ?? {}),
    ...toLimits(document, countedBytes),
    ext: document.ext ?? NOTHING,
  };
}

/** -1 is Hono's word for unlimited. */
function toTimeToLiveLimits(limits: ResourceLimits): Tenant['maxTimeToLiveSeconds'] {
  const event = limits['max-ttl'] ?? -1;
  const telemetryQos0 = limits['max-ttl-telemetry-qos0'] ?? -1;
  const telemetryQos1 = limits['max-ttl-telemetry-qos1'] ?? -1;
  return {
    ...(event >= 0 && { event }),
    ...(telemetryQos0 >= 0 && { telemetryQos0 }),
    ...(telemetryQos1 >= 0 && { telemetryQos1 }),
  };
}

/** @param announcement the name of the provisioning notification that is still owed for it */
export function toRegistration(
  id: DeviceId,
  document: DeviceDocument,
  announcement?: string,
): Registration {
  return {
    device: id,
    enabled: document.enabled ?? true,
    defaults: document.defaults ?? NOTHING,
    via: document.via ?? [],
    viaGroups: document.viaGroups ?? [],
    memberOf: document.memberOf ?? [],
    authorities: document.authorities ?? [],
    ...(announcement !== undefined && { announcement }),
  };
}

function toAdapterSettings({ type, enabled, ext }: AdapterDocument): AdapterSettings {
  return { type, enabled, ext: ext ?? NOTHING };
}
