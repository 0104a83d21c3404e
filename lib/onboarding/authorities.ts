import { createHash } from 'node:crypto';
import type { Finding } from './findings.ts';
import type { TenantList } from './tenant-list.ts';

/** Base64 of the DER encoding of an authority's certificate. */
export type Authority = string;

export type RegisteredAuthorities = {
  /** By their fingerprint, so that one that several tenants trust is there once. */
  readonly authorities: ReadonlyMap<string, Authority>;
  readonly findings: readonly Finding[];
};

const PAGE_SIZE = 100;
const PEM = /-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)\n-----END CERTIFICATE-----/g;

/** Of all tenants: a list that breaks off is none. @throws {ServiceError} `REGISTRY_UNAVAILABLE` */
export async function registeredAuthorities({
  listTenants,
}: TenantList): Promise<RegisteredAuthorities> {
  const authorities = new Map<string, Authority>();
  const findings: Finding[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await listTenants(PAGE_SIZE, after);
    for (const { id: tenant, document } of items) {
      for (const { cert, 'subject-dn': subject } of document['trusted-ca'] ?? []) {
        if (cert === undefined) findings.push({ kind: 'no-certificate', tenant, subject });
        else authorities.set(fingerprintOf(cert), cert);
      }
    }
    after = next;
  } while (after !== undefined);
  return { authorities, findings };
}

/** In one order, whoever registered them first. */
export function toPem(authorities: ReadonlyMap<string, Authority>): string {
  return [...authorities.keys()]
    .toSorted()
    .map(
      (name) =>
        `-----BEGIN CERTIFICATE-----\n${lines(authorities.get(name) ?? '')}\n-----END CERTIFICATE-----\n`,
    )
    .join('');
}

/** @returns the fingerprints of what a truststore holds */
export function authoritiesIn(pem: string): Set<string> {
  return new Set(
    [...pem.matchAll(PEM)].map(([, text = '']) => fingerprintOf(text.replaceAll('\n', ''))),
  );
}

function lines(base64: string): string {
  return (base64.match(/.{1,64}/g) ?? []).join('\n');
}

function fingerprintOf(base64: string): string {
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex');
}
