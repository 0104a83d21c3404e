import type { Finding } from './findings.ts';
import type { TenantList } from './tenant-list.ts';
import { type Authority, authoritiesIn, registeredAuthorities, toPem } from './authorities.ts';

/** The file by which a gateway knows whose certificates it lets through. Each write is a new version. */
export type TruststoreFile = {
  /** Where a gateway finds it. */
  readonly uri: string;
  /** @returns undefined before the first write */
  readonly read: () => Promise<{ readonly text: string; readonly version: string } | undefined>;
  /** @returns the new version */
  readonly write: (text: string) => Promise<string>;
};

/** The domain at which every client has to present a certificate. */
export type CertificateDomain = {
  readonly read: () => Promise<DomainState>;
  /** Takes a minute or two; meanwhile the domain goes on with what it had. */
  readonly trust: (uri: string, version: string) => Promise<void>;
};

export type DomainState = {
  readonly truststore?: { readonly uri: string; readonly version: string };
  /** False while an earlier change is under way; another would be refused. */
  readonly isSettled: boolean;
  /** What the gateway has against certificates of the file. */
  readonly warnings: readonly string[];
};

/** @see Amazon API Gateway, "Configuring mutual TLS authentication for HTTP APIs": certificates, and bytes, of a truststore */
export const TRUSTSTORE_LIMITS = { authorities: 1000, bytes: 1_000_000 };

export type TruststoreKeeper = {
  readonly tenants: TenantList;
  readonly file: TruststoreFile;
  readonly domain: CertificateDomain;
  /** Authorities that one run may take away. */
  readonly mostRemovals: number;
  readonly reportFinding: (finding: Finding) => void;
  readonly reportTrusted: (authorities: number) => void;
};

/**
 * Brings the domain's truststore to the authorities that the registry's tenants trust. It decides by what it sees, so it may run at
 * any time and be interrupted anywhere. A gateway that trusts nobody, or all at once fewer, locks devices out: that is left to a person.
 *
 * @param mostRemovals in place of the keeper's own, for this run
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`, before anything was touched
 */
export async function keepTruststore(
  keeper: TruststoreKeeper,
  mostRemovals: number = keeper.mostRemovals,
): Promise<void> {
  const { file, domain, reportFinding, reportTrusted } = keeper;
  const { authorities, findings } = await registeredAuthorities(keeper.tenants);
  for (const finding of findings) reportFinding(finding);
  const stored = await file.read();
  const refusal = refuse(authorities, authoritiesIn(stored?.text ?? ''), mostRemovals);
  if (refusal) reportFinding(refusal);
  const text = toPem(authorities);
  const isCurrent = refusal !== undefined || stored?.text === text;
  const version = isCurrent ? stored?.version : await file.write(text);
  if (version === undefined) return;
  const { truststore, isSettled, warnings } = await domain.read();
  if (warnings.length > 0) {
    reportFinding({ kind: 'truststore-warnings', warnings: warnings.join('; ') });
  }
  if (truststore?.uri === file.uri && truststore.version === version) return;
  if (!isSettled) return;
  await domain.trust(file.uri, version);
  reportTrusted(authorities.size);
}

/** @returns why the file stays as it is; undefined when it may be written */
function refuse(
  wanted: ReadonlyMap<string, Authority>,
  stored: ReadonlySet<string>,
  most: number,
): Finding | undefined {
  if (wanted.size === 0) {
    return stored.size === 0
      ? { kind: 'no-authorities' }
      : { kind: 'truststore-empty', authorities: stored.size };
  }
  const bytes = Buffer.byteLength(toPem(wanted));
  if (wanted.size > TRUSTSTORE_LIMITS.authorities || bytes > TRUSTSTORE_LIMITS.bytes) {
    return { kind: 'truststore-too-large', authorities: wanted.size, bytes };
  }
  const leaving = [...stored].filter((name) => !wanted.has(name)).length;
  return leaving > most ? { kind: 'too-many-authorities-leave', leaving, most } : undefined;
}
