import type { TraceContext } from '../domain/event-record.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { Registration } from '../domain/registration.ts';
import type { CertifiedDevice } from '../domain/trust-anchor.ts';

export type DeviceProvisioning = {
  /**
   * Registers a device that a gateway brings along, and tells the tenant's applications of it. Resolves as well when
   * somebody else was quicker, who then tells them.
   *
   * @throws {ServiceError} `TENANT_NOT_FOUND`, `REGISTRATION_LIMIT_REACHED`, `EVENT_NOT_STORED`, `REGISTRY_UNAVAILABLE`
   */
  readonly provisionEdgeDevice: (
    tenant: TenantId,
    device: DeviceId,
    gateway: Registration,
    trace: TraceContext,
  ) => Promise<void>;
  /**
   * Registers a device that its certificate introduces, with the credentials that it presents, and tells the tenant's
   * applications of it. Resolves as well when somebody else was quicker, or has the identifier already.
   *
   * @throws {ServiceError} `INVALID_DEVICE_ID`, and as `provisionEdgeDevice` does
   */
  readonly provisionCertified: (
    tenant: TenantId,
    certified: CertifiedDevice,
    trace: TraceContext,
  ) => Promise<void>;
  /**
   * Resolves once a provisioning notification that was owed is on the tenant's topic.
   *
   * @throws {ServiceError} `EVENT_NOT_STORED`, `REGISTRY_UNAVAILABLE`
   */
  readonly announce: (tenant: TenantId, announcement: string) => Promise<void>;
};
