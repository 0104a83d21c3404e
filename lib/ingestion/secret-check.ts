import type { BasicCredentials } from '../domain/basic-credentials.ts';
import type { HashedPassword } from '../domain/credentials.ts';
import { matchesDigest } from '../domain/digest.ts';
import { ServiceError } from '../domain/errors.ts';
import type { VerifiedSecrets } from './verified-secrets.ts';

/** Compares a password with a bcrypt hash, in 50 to 80 ms of CPU at cost 10. */
export type BcryptCheck = (password: string, hash: string) => Promise<boolean>;

/** @throws {ServiceError} `TOO_MANY_PASSWORD_CHECKS` when too many guesses wait already */
export type SecretCheck = {
  /** Whether one of the secrets is what the device presented. */
  readonly matches: (
    presented: BasicCredentials,
    secrets: readonly HashedPassword[],
  ) => Promise<boolean>;
  /** Takes as long as a wrong password does. */
  readonly matchesNothing: (presented: BasicCredentials) => Promise<void>;
};

export type SecretCheckLimits = {
  /** Checks that wait or run for one auth-id, and in all. */
  readonly perAuthId: number;
  readonly inAll: number;
};

/** bcrypt's hash of a random text that nobody kept, at Hono's default cost. */
const NOBODYS_HASH = '$2a$10$lyIN5yH92nXM1HBEEq6e.Oa0EqfNhRlA5ev.3SJyjZEXW1VANaH0S';

/**
 * Digests are cheap and checked each time; a bcrypt check is done once for each secret, password and cache lifetime.
 * One runs at a time: it would only take the processor from the others.
 *
 * @see docs/decisions/0014
 */
export function secretCheck(
  bcrypt: BcryptCheck,
  verified: VerifiedSecrets,
  limits: SecretCheckLimits,
): SecretCheck {
  const waiting = new Map<string, number>();
  const underWay = new Map<string, Promise<boolean>>();
  let inAll = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function checkBcrypt(presented: BasicCredentials, hash: string): Promise<boolean> {
    const fingerprint = verified.fingerprint(presented, hash);
    if (verified.has(fingerprint)) return true;
    const running = underWay.get(fingerprint);
    if (running) return running;
    const check = inTurn(presented, hash);
    underWay.set(fingerprint, check);
    try {
      const matches = await check;
      if (matches) verified.add(fingerprint);
      return matches;
    } finally {
      underWay.delete(fingerprint);
    }
  }

  async function inTurn(presented: BasicCredentials, hash: string): Promise<boolean> {
    const owner = `${presented.authId}@${presented.tenant}`;
    const ofOwner = waiting.get(owner) ?? 0;
    if (inAll >= limits.inAll || ofOwner >= limits.perAuthId) {
      throw new ServiceError('TOO_MANY_PASSWORD_CHECKS', 'temporarily unavailable');
    }
    inAll += 1;
    waiting.set(owner, ofOwner + 1);
    try {
      const turn = last.then(() => bcrypt(presented.password, hash));
      last = turn.catch(() => undefined);
      return await turn;
    } finally {
      inAll -= 1;
      leave(owner);
    }
  }

  function leave(owner: string): void {
    const left = (waiting.get(owner) ?? 1) - 1;
    if (left === 0) waiting.delete(owner);
    else waiting.set(owner, left);
  }

  return {
    matches: async (presented, secrets) => {
      const slow: string[] = [];
      for (const secret of secrets) {
        const matches = matchesDigest(presented.password, secret);
        if (matches === true) return true;
        if (matches === undefined) slow.push(secret.hash);
      }
      for (const hash of slow) {
        if (await checkBcrypt(presented, hash)) return true;
      }
      return false;
    },
    matchesNothing: async (presented) => {
      await inTurn(presented, NOBODYS_HASH);
    },
  };
}
