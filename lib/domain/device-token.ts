import { isJsonObject, type JsonObject } from './json.ts';

/** A JSON Web Token that a device has signed, or claims to have. */
export type DeviceToken = {
  /** As sent: what the signature covers, and the signature. */
  readonly text: string;
  readonly header: JsonObject;
  readonly claims: JsonObject;
};

/** Who a token says that it comes from. */
export type Claimant = {
  readonly tenant: string;
  readonly authId: string;
  readonly issuer: string;
};

/** Signed with a private key; what a shared secret signs proves nothing when everybody knows the public key. */
export const TOKEN_ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512'.split(' ');

/** The audience of tokens that name tenant and auth-id themselves. */
const AUDIENCE = 'hono-adapter';

/** Seconds that clocks may differ. */
const SKEW = 600;
/** Seconds. */
const LONGEST_VALIDITY = 24 * 3600;

/**
 * @returns undefined for text that has not the form of a signed JSON Web Token
 * @see RFC 7519, section 7.2
 */
export function parseDeviceToken(text: string): DeviceToken | undefined {
  const [encodedHeader = '', encodedClaims = '', signature = '', ...rest] = text.split('.');
  if (!BASE64URL.test(signature) || rest.length > 0) return undefined;
  const header = parseSection(encodedHeader);
  const claims = parseSection(encodedClaims);
  return header && claims && { text, header, claims };
}

const BASE64URL = /^[A-Za-z0-9_-]+$/;

function parseSection(encoded: string): JsonObject | undefined {
  if (!BASE64URL.test(encoded)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A token for Hono's adapters names tenant and auth-id itself; any other leaves that to the address.
 *
 * @param addressed undefined when the address names nobody
 * @returns undefined when nobody is named
 */
export function claimantOf(
  { claims }: DeviceToken,
  addressed: Omit<Claimant, 'issuer'> | undefined,
): Claimant | undefined {
  const { aud: audience, tid: tenant, sub: authId, iss: issuer = authId } = claims;
  const isSelfContained = Array.isArray(audience)
    ? audience.includes(AUDIENCE)
    : audience === AUDIENCE;
  if (!isSelfContained) return addressed && { ...addressed, issuer: addressed.authId };
  if (typeof tenant !== 'string' || typeof authId !== 'string') return undefined;
  return typeof issuer === 'string' ? { tenant, authId, issuer } : undefined;
}

/**
 * Whether a right signature would make the token count: its type, its algorithm and its times. Keys and addresses of keys
 * in the header (`jwk`, `jku`, `x5c`, `x5u`) are not looked at; extensions that have to be understood (`crit`) are not.
 *
 * @see Hono, HTTP adapter, "JSON Web Token"
 */
export function isAcceptable({ header, claims }: DeviceToken, nowMs: number): boolean {
  const { typ: type, alg: algorithm, crit: extensions } = header;
  return (
    type === 'JWT' &&
    typeof algorithm === 'string' &&
    TOKEN_ALGORITHMS.includes(algorithm) &&
    extensions === undefined &&
    isTimely(claims, nowMs / 1000)
  );
}

function isTimely(claims: JsonObject, now: number): boolean {
  const { iat: issuedAt, exp: expiresAt, nbf: notBefore = now } = claims;
  return (
    typeof issuedAt === 'number' &&
    typeof expiresAt === 'number' &&
    typeof notBefore === 'number' &&
    issuedAt <= now + SKEW &&
    notBefore <= now + SKEW &&
    expiresAt >= now - SKEW &&
    expiresAt > issuedAt &&
    expiresAt <= issuedAt + LONGEST_VALIDITY + SKEW
  );
}
