import type { CountedBytes, DataVolumeLimit } from './data-volume.ts';
import type { TenantId } from './identifiers.ts';
import type { JsonObject } from './json.ts';
import type { Quota } from './quota.ts';

/** What the rules of an upload need to know of a tenant. @see Hono, Tenant API, "Tenant Information Format" */
export type Tenant = {
  readonly id: TenantId;
  readonly enabled: boolean;
  /** Absent: every adapter is enabled. Present: an adapter that is not listed is disabled. */
  readonly adapters?: readonly AdapterSettings[];
  readonly defaults: JsonObject;
  /** Seconds, by what the limit is for; absent means unlimited. */
  readonly maxTimeToLiveSeconds: {
    readonly event?: number;
    readonly telemetryQos0?: number;
    readonly telemetryQos1?: number;
  };
  /** Absent means unlimited. */
  readonly dataVolume?: { readonly limit: DataVolumeLimit; readonly countedBytes: CountedBytes };
  /** What counts for this tenant instead of the deployment's own. */
  readonly ownLimits?: OwnLimits;
  /** `ext` as the operator set it, for instance `messaging-type`. */
  readonly ext: JsonObject;
};

export type OwnLimits = {
  /** Bytes. */
  readonly maxPayloadSize?: number;
  /** Messages of each device, and of all of them. */
  readonly deviceRate?: Quota | 'unlimited';
  readonly tenantRate?: Quota | 'unlimited';
};

export type AdapterSettings = {
  readonly type: string;
  readonly enabled: boolean;
  readonly ext: JsonObject;
};

export function isAdapterEnabled(tenant: Tenant, type: string): boolean {
  if (!tenant.adapters) return true;
  return tenant.adapters.some((adapter) => adapter.type === type && adapter.enabled);
}

/** @returns seconds; Hono's default is 60, and a value that is no positive integer counts as unset. */
export function maxTimeUntilDisconnectSeconds(tenant: Tenant, type: string): number {
  const setting = tenant.adapters?.find((adapter) => adapter.type === type)?.ext['max-ttd'];
  return Number.isInteger(setting) && Number(setting) > 0 ? Number(setting) : 60;
}
