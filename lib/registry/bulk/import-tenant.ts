import { equalJson } from '../../domain/json.ts';
import { createTenant, updateTenant } from '../manage-tenants.ts';
import type {
  RequestedTenant,
  RequestedTrustAnchor,
  TenantDocument,
  TrustAnchor,
} from '../tenant-document.ts';
import type { TenantEntity } from './entity.ts';
import { type Importer, type Outcome, settleImport } from './importer.ts';

/** @throws {ServiceError} `IMPORT_CONFLICT`, and as `createTenant` and `updateTenant` */
export async function importTenant(
  importer: Importer,
  { tenant, document }: TenantEntity,
): Promise<Outcome> {
  const find = () => importer.store.findTenant(tenant);
  return settleImport(importer, {
    name: `tenant ${tenant}`,
    stored: await find(),
    find,
    equals: (stored) => isSameTenant(stored.document, document),
    create: () => createTenant(importer, tenant, document),
    replace: ({ version }) => updateTenant(importer, tenant, document, { version }),
  });
}

/** A trust anchor that names no id is equal whichever the registry has chosen; so it is with a certificate that the registry has kept. */
function isSameTenant(
  { 'trusted-ca': kept = [], ...stored }: TenantDocument,
  { 'trusted-ca': anchors = [], ...requested }: RequestedTenant,
): boolean {
  return (
    equalJson(stored, requested) &&
    kept.length === anchors.length &&
    anchors.every((anchor, index) => equalJson(withKept(anchor, kept[index]), kept[index]))
  );
}

function withKept(
  anchor: RequestedTrustAnchor,
  kept: TrustAnchor | undefined,
): RequestedTrustAnchor {
  const { id = kept?.id, cert = kept?.cert } = anchor;
  return { ...anchor, ...(id !== undefined && { id }), ...(cert !== undefined && { cert }) };
}
