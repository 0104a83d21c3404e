import { ServiceError } from '../domain/errors.ts';
import type { TraceContext } from '../domain/event-record.ts';
import { isDeviceId } from '../domain/identifiers.ts';
import {
  mayActFor,
  mayProvision,
  type Registration,
  type RegistrationAssertion,
} from '../domain/registration.ts';
import type { DeviceProvisioning } from './device-provisioning.ts';
import type { DeviceRegistry } from './device-registry.ts';
import { findWritten } from './find-written.ts';
import type { Uploader } from './uploader.ts';

export type Registrations = {
  readonly registry: Pick<DeviceRegistry, 'findRegistrations'>;
  readonly provisioning: DeviceProvisioning;
};

/**
 * A device that nobody knows is registered if its gateway may do so. When this resolves, nothing is owed for the device any
 * more: its provisioning notification is on the tenant's topic before the first of its events.
 *
 * @param device where the event originates from; another than the uploader makes the uploader a gateway
 * @throws {ServiceError} `DEVICE_NOT_REGISTERED`, `GATEWAY_NOT_AUTHORIZED`, `INVALID_DEVICE_ID`,
 * `REGISTRATION_LIMIT_REACHED`, `EVENT_NOT_STORED`, `REGISTRY_UNAVAILABLE`
 * @see Hono, Device Registration API, "Assert Device Registration"
 */
export async function assertRegistration(
  uploader: Uploader,
  device: string,
  { registry, provisioning }: Registrations,
  trace: TraceContext,
): Promise<RegistrationAssertion> {
  const { tenant } = uploader;
  if (!isDeviceId(device)) throw await unknowable(uploader, registry);
  const asked = device === uploader.device ? [device] : [device, uploader.device];
  const find = () => registry.findRegistrations(tenant.id, asked);
  let [registration, gateway] = await find();
  if (!registration && gateway && mayProvision(gateway)) {
    await provisioning.provisionEdgeDevice(tenant.id, device, gateway, trace);
    [registration, gateway] = await findWritten(find, ([found]) => found !== undefined);
  }
  const acting = device === uploader.device ? registration : gateway;
  const known = requireActing(registration, acting);
  if (known.announcement !== undefined) {
    await provisioning.announce(tenant.id, known.announcement);
  }
  return { device, defaults: known.defaults };
}

function requireActing(
  registration: Registration | undefined,
  acting: Registration | undefined,
): Registration {
  if (!registration?.enabled) throw notRegistered();
  if (acting?.enabled && mayActFor(acting, registration)) return registration;
  throw new ServiceError('GATEWAY_NOT_AUTHORIZED', 'gateway is disabled or not registered');
}

/** No device can be registered under what is no identifier: Hono tells that to those who may register some. */
async function unknowable(
  { tenant, device }: Uploader,
  registry: Registrations['registry'],
): Promise<ServiceError> {
  const [gateway] = await registry.findRegistrations(tenant.id, [device]);
  return gateway && mayProvision(gateway)
    ? new ServiceError('INVALID_DEVICE_ID', 'Error Code: 400')
    : notRegistered();
}

function notRegistered(): ServiceError {
  return new ServiceError('DEVICE_NOT_REGISTERED', 'device is disabled or not registered');
}
