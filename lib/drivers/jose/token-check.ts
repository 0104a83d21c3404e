import type { JsonObject } from '../../domain/json.ts';
import type { TokenCheck } from '../../registry/access-checks.ts';

export type TokenCheckOptions = {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer's JSON Web Key Set is, or the set itself. */
  readonly keys: URL | JsonObject;
};

/** Loads what it needs with the first token: who signs in with a password needs none of it. */
export function tokenCheck(options: TokenCheckOptions): TokenCheck {
  let loaded: Promise<TokenCheck> | undefined;
  return async (token) => {
    loaded ??= import('./verify-token.ts').then(({ tokenVerifier }) => tokenVerifier(options));
    return (await loaded)(token);
  };
}
