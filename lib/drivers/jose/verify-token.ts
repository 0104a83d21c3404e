import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { TOKEN_ALGORITHMS } from '../../domain/device-token.ts';
import { ServiceError } from '../../domain/errors.ts';
import { parseGrant } from '../../domain/grant.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Principal } from '../../domain/principal.ts';
import type { TokenCheck } from '../../registry/access-checks.ts';
import type { TokenCheckOptions } from './token-check.ts';

/** Seconds that clocks may differ. */
const SKEW = 60;
/** Milliseconds; the function has 10 s for everything. */
const KEYS_TIMEOUT = 3000;

/**
 * A token counts until `exp`, for this issuer and audience, signed with a private key of the issuer's set. What it may do
 * is in claims of our own, because another `role` may mean anything.
 *
 * @see RFC 7519; RFC 8725
 */
export function tokenVerifier({ issuer, audience, keys }: TokenCheckOptions): TokenCheck {
  const options = {
    issuer,
    audience,
    algorithms: TOKEN_ALGORITHMS,
    clockTolerance: SKEW,
    requiredClaims: ['exp', 'sub'],
  };
  const keyOf = keySource(keys);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keyOf, options);
      return toPrincipal(payload);
    } catch (cause) {
      if (cause instanceof ServiceError) throw cause;
      throw new ServiceError('CREDENTIALS_REJECTED', 'the credentials are not accepted', { cause });
    }
  };
}

function toPrincipal({ sub: name = '', ...claims }: JWTPayload): Principal {
  const grant = parseGrant(claims['tidegate_role'], claims['tidegate_tenants']);
  if (grant) return { name, scheme: 'bearer', ...grant };
  throw new ServiceError('NOT_AUTHORIZED', 'the token grants nothing here');
}

function keySource(keys: URL | JsonObject): JWTVerifyGetKey {
  if (!(keys instanceof URL)) return createLocalJWKSet(keys as unknown as JSONWebKeySet);
  const remote = createRemoteJWKSet(keys, { timeoutDuration: KEYS_TIMEOUT });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (cause) {
      if (isOfToken(cause)) throw cause;
      throw new ServiceError('TOKEN_KEYS_UNAVAILABLE', 'the keys of tokens cannot be read', {
        cause,
      });
    }
  };
}

/** The set was there, and the token is for none of its keys. */
function isOfToken(failure: unknown): boolean {
  return (
    failure instanceof errors.JWKSNoMatchingKey ||
    failure instanceof errors.JWKSMultipleMatchingKeys ||
    failure instanceof errors.JOSENotSupported
  );
}
