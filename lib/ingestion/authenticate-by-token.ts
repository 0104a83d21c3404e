import { type Credentials, usableSecrets } from '../domain/credentials.ts';
import {
  type Claimant,
  claimantOf,
  type DeviceToken,
  isAcceptable,
  parseDeviceToken,
} from '../domain/device-token.ts';
import { missingCredentials } from '../domain/authorization.ts';
import { isTenantId } from '../domain/identifiers.ts';
import type { Authentication } from './authenticate.ts';
import type { Guess } from './guess-limit.ts';
import type { Upload } from './upload.ts';
import { badCredentials, requireEnabled, type Uploader } from './uploader.ts';

type TokenAuthentication = Pick<
  Authentication,
  'registry' | 'signatureCheck' | 'verifiedTokens' | 'guessLimit' | 'now'
>;

/**
 * A token that is none, or that names nobody, counts as no credentials.
 *
 * @throws {ServiceError} `CREDENTIALS_MISSING`, `CREDENTIALS_REJECTED`, `TENANT_DISABLED`, `ADAPTER_DISABLED`,
 * `TOO_MANY_GUESSES`, `REGISTRY_UNAVAILABLE`
 * @see Hono, HTTP adapter, "JSON Web Token"
 */
export async function authenticateByToken(
  text: string,
  { target, sourceIp }: Pick<Upload, 'target' | 'sourceIp'>,
  authentication: TokenAuthentication,
): Promise<Uploader> {
  const token = parseDeviceToken(text);
  const claimant = token && claimantOf(token, addressedBy(target));
  if (!claimant) throw missingCredentials();
  const guess = authentication.guessLimit({ ...claimant, sourceIp });
  const uploader = await findProven({ text, token, claimant }, guess, authentication);
  if (uploader) return uploader;
  guess.count();
  throw badCredentials();
}

type Presented = {
  readonly text: string;
  readonly token: DeviceToken;
  readonly claimant: Claimant;
};

/** @returns undefined for a token that proves nothing */
async function findProven(
  { text, token, claimant }: Presented,
  guess: Guess,
  { registry, signatureCheck, verifiedTokens, now }: TokenAuthentication,
): Promise<Uploader | undefined> {
  if (!isTenantId(claimant.tenant)) return undefined;
  const found = await registry.findCredentials(claimant.tenant, 'rpk', claimant.authId);
  const { tenant, credentials } = found;
  if (!tenant) return undefined;
  requireEnabled(tenant);
  if (!credentials || !mayIssue(claimant.issuer, credentials)) return undefined;
  if (!isAcceptable(token, now())) return undefined;
  const fingerprint = verifiedTokens.fingerprint('rpk', { ...claimant, password: text }, '');
  const isKnown = verifiedTokens.has(fingerprint);
  if (!isKnown) guess.count();
  const keys = usableSecrets(credentials, now());
  if (!(await isSignedWithAny(token, keys, signatureCheck))) return undefined;
  guess.takeBack();
  if (!isKnown) verifiedTokens.add(fingerprint);
  return { tenant, device: credentials.device };
}

function addressedBy(target: Upload['target']) {
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
