import type { DeviceId } from './identifiers.ts';
import type { JsonObject } from './json.ts';

/** What the registry knows of a device. @see Hono, Device Registry Management API, "Device" */
export type Registration = {
  readonly device: DeviceId;
  readonly enabled: boolean;
  readonly defaults: JsonObject;
  /** Gateways that may act for the device, by identifier and by group. */
  readonly via: readonly string[];
  readonly viaGroups: readonly string[];
  /** Groups that a gateway belongs to. */
  readonly memberOf: readonly string[];
  readonly authorities: readonly string[];
  /** The name of the provisioning notification that is still owed for the device; absent once it was told. */
  readonly announcement?: string;
};

/** The authority of a gateway to register devices that nobody knows. @see Hono, Device Registry Management API, `authorities` */
export const MAY_PROVISION = 'auto-provisioning-enabled';

/** A gateway with this authority registers, with its first upload for it, a device that nobody knows. */
export function mayProvision({ enabled, authorities }: Registration): boolean {
  return enabled && authorities.includes(MAY_PROVISION);
}

/** The registry's word that a device may act. @see Hono, Device Registration API, "Assert Device Registration" */
export type RegistrationAssertion = { readonly device: DeviceId; readonly defaults: JsonObject };

/** A gateway may act for a device that names it or one of its groups; a device may act for itself. */
export function mayActFor(gateway: Registration, device: Registration): boolean {
  return (
    gateway.device === device.device ||
    device.via.includes(gateway.device) ||
    device.viaGroups.some((group) => gateway.memberOf.includes(group))
  );
}
