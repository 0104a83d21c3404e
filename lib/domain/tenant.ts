import type { TenantId } from './identifiers.ts';
import type { JsonObject } from './json.ts';

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
  /** `ext` as the operator set it, for instance `messaging-type`. */
  readonly ext: JsonObject;
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
