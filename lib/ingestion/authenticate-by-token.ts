import { type Credentials, usableSecrets } from '../domain/credentials.ts';
import {
  claimantOf,
  type DeviceToken,
  isAcceptable,
  parseDeviceToken,
} from '../domain/device-token.ts';
import { missingCredentials } from '../domain/authorization.ts';
import { isTenantId } from '../domain/identifiers.ts';
import type { Authentication } from './authenticate.ts';
import type { UploadTarget } from './upload.ts';
import { badCredentials, requireEnabled, type Uploader } from './uploader.ts';

/**
 * A token that is none, or that names nobody, counts as no credentials.
 *
 * @throws {ServiceError} `CREDENTIALS_MISSING`, `CREDENTIALS_REJECTED`, `TENANT_DISABLED`, `ADAPTER_DISABLED`,
 * `REGISTRY_UNAVAILABLE`
 * @see Hono, HTTP adapter, "JSON Web Token"
 */
export async function authenticateByToken(
  text: string,
  target: UploadTarget,
  { registry, signatureCheck, now }: Pick<Authentication, 'registry' | 'signatureCheck' | 'now'>,
): Promise<Uploader> {
  const token = parseDeviceToken(text);
  const claimant = token && claimantOf(token, addressedBy(target));
  if (!claimant) throw missingCredentials();
  if (!isTenantId(claimant.tenant)) throw badCredentials();
  const { tenant, credentials } = await registry.findCredentials(
    claimant.tenant,
    'rpk',
    claimant.authId,
  );
  if (!tenant) throw badCredentials();
  requireEnabled(tenant);
  if (!credentials || !mayIssue(claimant.issuer, credentials)) throw badCredentials();
  const keys = usableSecrets(credentials, now());
  const isProven =
    isAcceptable(token, now()) && (await isSignedWithAny(token, keys, signatureCheck));
  if (!isProven) throw badCredentials();
  return { tenant, device: credentials.device };
}

function addressedBy(target: UploadTarget) {
  return target.kind === 'device' ? { tenant: target.tenant, authId: target.device } : undefined;
}

/** Credentials may say who has to have issued the token. @see Hono, Credentials API, "client-context" */
function mayIssue(issuer: string, { ext }: Credentials<'rpk'>): boolean {
  return ext['iss'] === undefined || ext['iss'] === issuer;
}

async function isSignedWithAny(
  token: DeviceToken,
  keys: Credentials<'rpk'>['secrets'],
  signatureCheck: Authentication['signatureCheck'],
): Promise<boolean> {
  for (const key of keys) {
    if (await signatureCheck(token, key)) return true;
  }
  return false;
}
