import { ServiceError } from '../domain/errors.ts';
import { type DeviceId, isDeviceId } from '../domain/identifiers.ts';
import { fillIdentityTemplate } from '../domain/identity-template.ts';
import { MAY_PROVISION, type Registration } from '../domain/registration.ts';
import { toTimestamp } from '../domain/timestamp.ts';
import type { CertifiedDevice } from '../domain/trust-anchor.ts';
import type { Introducer } from './audit.ts';
import { type Credential, X509_CERTIFICATE } from './credentials-document.ts';
import type { DeviceDocument } from './device-document.ts';

/** A device that nobody has registered before it uploads. */
export type Newcomer = {
  readonly device: DeviceId;
  readonly document: DeviceDocument;
  readonly credentials: readonly Credential[];
  /** Absent when the device speaks for itself. */
  readonly gateway?: DeviceId;
  readonly introducer: Introducer;
};

/**
 * The gateway may act for it, and so may the others of its groups.
 *
 * @see Hono, "Device Provisioning", `EdgeDeviceAutoProvisioner`
 */
export function edgeDevice(device: DeviceId, gateway: Registration): Newcomer {
  const { device: id, memberOf } = gateway;
  return {
    device,
    document: { enabled: true, via: [id], ...(memberOf.length > 0 && { viaGroups: memberOf }) },
    credentials: [],
    gateway: id,
    introducer: { name: id, scheme: 'gateway', role: 'device' },
  };
}

/**
 * @param newId for a device that no template names, and for the secret
 * @throws {ServiceError} `INVALID_DEVICE_ID`
 * @see Hono, "Device Provisioning", `DeviceAndGatewayAutoProvisioner`
 */
export function certifiedDevice(
  { subject, authId, autoProvisioning }: CertifiedDevice,
  atMs: number,
  newId: () => string,
): Newcomer {
  const { asGateway, deviceIdTemplate } = autoProvisioning;
  const comment = `Auto-provisioned at ${toTimestamp(atMs)}`;
  const secrets = [{ id: newId(), material: {} }];
  return {
    device: deviceIdOf(subject, deviceIdTemplate, newId),
    document: {
      enabled: true,
      ext: { comment },
      ...(asGateway && { authorities: [MAY_PROVISION] }),
    },
    credentials: [{ type: X509_CERTIFICATE, 'auth-id': authId, enabled: true, comment, secrets }],
    introducer: { name: subject, scheme: 'certificate', role: 'device' },
  };
}

function deviceIdOf(subject: string, template: string | undefined, newId: () => string): DeviceId {
  const id = template === undefined ? newId() : fillIdentityTemplate(template, subject);
  if (id !== undefined && isDeviceId(id)) return id;
  throw new ServiceError(
    'INVALID_DEVICE_ID',
    'the certificate’s subject does not make an identifier of a device',
  );
}
