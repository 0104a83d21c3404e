import type { BasicCredentials } from '../domain/basic-credentials.ts';
import type { HashedPassword } from '../domain/credentials.ts';
import { matchesDigest } from '../domain/digest.ts';
import type { Guess } from './guess-limit.ts';
import { passwordPlaces, type PlaceLimits } from './password-places.ts';
import type { VerifiedSecrets } from './verified-secrets.ts';

/** Compares a password with a bcrypt hash, in 50 to 80 ms of CPU at cost 10. */
export type BcryptCheck = (password: string, hash: string) => Promise<boolean>;

/**
 * What is wrong is counted as a guess; what is right, and was right before, passes however many guesses there were.
 *
 * @throws {LimitExceeded} `TOO_MANY_GUESSES`, before anything is computed
 * @throws {ServiceError} `TOO_MANY_PASSWORD_CHECKS` when too many wait already
 */
export type SecretCheck = {
  /** Whether one of the secrets is what the device presented. */
  readonly matches: (
    presented: BasicCredentials,
    secrets: readonly HashedPassword[],
    guess: Guess,
  ) => Promise<boolean>;
  /** Of a name that nobody has. Takes as long as a wrong password does. */
  readonly matchesNothing: (password: string, guess: Guess) => Promise<void>;
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
  limits: PlaceLimits,
): SecretCheck {
  const inTurn = passwordPlaces(limits);
  const underWay = new Map<string, Promise<boolean>>();

  function fingerprintOf(presented: BasicCredentials, hash: string): string {
    return verified.fingerprint('hashed-password', presented, hash);
  }

  async function checkBcrypt(presented: BasicCredentials, hash: string, guess: Guess) {
    const fingerprint = fingerprintOf(presented, hash);
    const running = underWay.get(fingerprint);
    if (running) return running;
    guess.count();
    const check = inTurn(presented, () => bcrypt(presented.password, hash));
    underWay.set(fingerprint, check);
    try {
      const matches = await check;
      if (matches) verified.add(fingerprint);
      if (matches) guess.takeBack();
      return matches;
    } catch (overflow) {
      guess.takeBack();
      throw overflow;
    } finally {
      underWay.delete(fingerprint);
    }
  }

  /** That the digest matches has been seen; whether it had to be guessed is the question. */
  function acceptDigest({ tenant, authId }: BasicCredentials, hash: string, guess: Guess): true {
    const name = `${tenant} ${authId} ${hash}`;
    if (verified.has(name)) return true;
    guess.count();
    guess.takeBack();
    verified.add(name);
    return true;
  }

  return {
    matches: async (presented, secrets, guess) => {
      const slow: string[] = [];
      for (const secret of secrets) {
        const matches = matchesDigest(presented.password, secret);
        if (matches === true) return acceptDigest(presented, secret.hash, guess);
        if (matches === undefined) slow.push(secret.hash);
      }
      if (slow.some((hash) => verified.has(fingerprintOf(presented, hash)))) return true;
      for (const hash of slow) {
        if (await checkBcrypt(presented, hash, guess)) return true;
      }
      guess.count();
      return false;
    },
    matchesNothing: async (password, guess) => {
      guess.count();
      await inTurn(undefined, () => bcrypt(password, NOBODYS_HASH));
    },
  };
}
