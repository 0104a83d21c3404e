import type { Credential } from '../../../lib/registry/credentials-document.ts';
import type { TenantDocument } from '../../../lib/registry/tenant-document.ts';

type Item = Readonly<Record<string, unknown>>;

/** @returns what stands in a registry's table without what it belongs to, in words. */
export function orphansOf(items: readonly Item[]): readonly string[] {
  const keys = new Set(items.map(({ pk, sk }) => `${String(pk)}|${String(sk)}`));
  const wanted = new Set(items.flatMap(companionsOf));
  const missing = [...wanted].filter((key) => !keys.has(key)).map((key) => `no ${key}`);
  const left = [...keys].filter((key) => DEPENDENT.test(key) && !wanted.has(key));
  return [...missing, ...left.map((key) => `left over: ${key}`), ...miscounted(items)];
}

/** What is there only because something else is. The claim on a topic's name outlives its tenant. */
const DEPENDENT = /^(?:tenants|credentials#|auth-id#|alias#|trust-anchor#)/;

/** The keys of what has to be there with an item. */
function companionsOf(item: Item): string[] {
  const [pk, sk] = [String(item['pk']), String(item['sk'])];
  const [kind, tenant = ''] = pk.split('#');
  switch (kind) {
    case 'tenant':
      return [`tenants|${tenant}`, ...claimsOf(JSON.parse(String(item['document'])))];
    case 'devices':
      return [`credentials#${tenant}|${sk}`];
    case 'credentials':
      return [`devices#${tenant}|${sk}`, ...authIdsOf(tenant, item)];
    default:
      return [];
  }
}

function claimsOf({ alias, 'trusted-ca': anchors = [] }: TenantDocument): string[] {
  return [
    ...(alias === undefined ? [] : [`alias#${alias}|alias`]),
    ...anchors.map((anchor) => `trust-anchor#${anchor['subject-dn']}|trust-anchor`),
  ];
}

function authIdsOf(tenant: string, { document }: Item): string[] {
  const credentials = JSON.parse(String(document)) as readonly Credential[];
  return credentials.map((one) => `auth-id#${tenant}#${one.type}#${one['auth-id']}|credentials`);
}

function miscounted(items: readonly Item[]): string[] {
  return items.flatMap(({ pk, devices }) => {
    const [kind, tenant] = String(pk).split('#');
    if (kind !== 'device-count') return [];
    const there = items.filter((item) => item['pk'] === `devices#${tenant}`).length;
    return there === devices ? [] : [`${String(pk)} says ${String(devices)} of ${there}`];
  });
}
