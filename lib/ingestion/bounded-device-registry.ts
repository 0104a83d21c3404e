import type { DeviceRegistry } from './device-registry.ts';
import { type LookUpLimits, lookUpGate } from './look-up-gate.ts';

/** Asks so much of the registry at the same time, and no more. @throws {ServiceError} `TOO_MANY_LOOK_UPS` */
export function boundedDeviceRegistry(
  registry: DeviceRegistry,
  limits: LookUpLimits,
): DeviceRegistry {
  const inTurn = lookUpGate(limits);
  return {
    findTenant: (tenant) => inTurn(tenant, () => registry.findTenant(tenant)),
    findCredentials: (tenant, type, authId) =>
      inTurn(tenant, () => registry.findCredentials(tenant, type, authId)),
    findTrustStoreOfIssuer: (issuer) =>
      inTurn(issuer, () => registry.findTrustStoreOfIssuer(issuer)),
    findTrustStoreOfTenant: (name) => inTurn(name, () => registry.findTrustStoreOfTenant(name)),
    findRegistrations: (tenant, devices) =>
      inTurn(tenant, () => registry.findRegistrations(tenant, devices)),
  };
}
