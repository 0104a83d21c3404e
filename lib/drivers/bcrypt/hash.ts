import { randomBytes } from 'node:crypto';
import { encodeBase64, hash } from 'bcryptjs';
import type { PasswordHasher } from '../../registry/password-hasher.ts';

/** The variant of the format that Hono accepts; libraries write `$2b$` today, for the same algorithm. */
const VARIANT = '$2a$';
const SALT_BYTES = 16;

/** @param cost binary logarithm of the number of rounds; Hono's default, and its upper bound for hashes it is given. */
export function bcryptPasswordHasher(cost = 10): PasswordHasher {
  const prefix = `${VARIANT}${String(cost).padStart(2, '0')}$`;
  return {
    hashFunction: 'bcrypt',
    hash: (password) => {
      const salt = [...randomBytes(SALT_BYTES)];
      return hash(password, prefix + encodeBase64(salt, SALT_BYTES));
    },
  };
}
