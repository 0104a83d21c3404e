import type { TenantId } from '../domain/identifiers.ts';
import type { AutoProvisioning, TrustAnchor, TrustStore } from '../domain/trust-anchor.ts';
import type { TenantDocument, TrustAnchor as TrustAnchorDocument } from './tenant-document.ts';

/** What an upload needs to know of the authorities that issue certificates to a tenant's devices. */
export function toTrustStore(tenant: TenantId, document: TenantDocument): TrustStore {
  return { tenant, trustAnchors: (document['trusted-ca'] ?? []).map(toTrustAnchor) };
}

function toTrustAnchor(document: TrustAnchorDocument): TrustAnchor {
  const template = document['auth-id-template'];
  return {
    subject: document['subject-dn'],
    publicKey: document['public-key'],
    notBeforeMs: Date.parse(document['not-before']),
    notAfterMs: Date.parse(document['not-after']),
    ...(template !== undefined && { authIdTemplate: template }),
    ...(document['auto-provisioning-enabled'] && {
      autoProvisioning: toAutoProvisioning(document),
    }),
  };
}

function toAutoProvisioning(document: TrustAnchorDocument): AutoProvisioning {
  const template = document['auto-provisioning-device-id-template'];
  return {
    asGateway: document['auto-provision-as-gateway'],
    ...(template !== undefined && { deviceIdTemplate: template }),
  };
}
