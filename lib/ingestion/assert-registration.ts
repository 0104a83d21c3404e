import { ServiceError } from '../domain/errors.ts';
import type { DeviceId } from '../domain/identifiers.ts';
import { mayActFor, type RegistrationAssertion } from '../domain/registration.ts';
import type { DeviceRegistry } from './device-registry.ts';
import type { Uploader } from './uploader.ts';

/**
 * @param device where the event originates from; another than the uploader makes the uploader a gateway
 * @throws {ServiceError} `DEVICE_NOT_REGISTERED`, `GATEWAY_NOT_AUTHORIZED`, `REGISTRY_UNAVAILABLE`
 * @see Hono, Device Registration API, "Assert Device Registration"
 */
export async function assertRegistration(
  uploader: Uploader,
  device: DeviceId,
  registry: DeviceRegistry,
): Promise<RegistrationAssertion> {
  const asked = device === uploader.device ? [device] : [device, uploader.device];
  const [registration, gateway] = await registry.findRegistrations(uploader.tenant.id, asked);
  if (!registration?.enabled) {
    throw new ServiceError('DEVICE_NOT_REGISTERED', 'device is disabled or not registered');
  }
  const acting = device === uploader.device ? registration : gateway;
  if (!acting?.enabled || !mayActFor(acting, registration)) {
    throw new ServiceError('GATEWAY_NOT_AUTHORIZED', 'gateway is disabled or not registered');
  }
  return { device, defaults: registration.defaults };
}
