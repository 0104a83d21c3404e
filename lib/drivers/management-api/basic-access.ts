import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { decodeBase64 } from '../../domain/base64.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { ManagementUser } from '../../domain/management-user.ts';
import type { Principal } from '../../domain/principal.ts';
import type { PasswordCheck } from '../../registry/access-checks.ts';

export type BasicAccessOptions = {
  /** `user:password` of an administrator. */
  readonly administrator?: string | undefined;
  readonly users: readonly ManagementUser[];
  readonly checkPassword: PasswordCheck;
};

/** bcrypt's hash of a random text that nobody kept, at the usual cost. */
const NOBODYS_HASH = '$2a$10$lyIN5yH92nXM1HBEEq6e.Oa0EqfNhRlA5ev.3SJyjZEXW1VANaH0S';

/**
 * HTTP Basic authentication of the administrator and the users. A password that was right is not hashed again, and a name
 * that nobody has takes as long as a wrong password.
 *
 * @returns who is meant by what follows the scheme; it throws `CREDENTIALS_REJECTED`
 * @see RFC 7617
 */
export function basicAccess({ administrator, users, checkPassword }: BasicAccessOptions) {
  const expected = administrator === undefined ? undefined : digest(administrator);
  const verified = new Map<ManagementUser, Buffer>();
  return async (encoded: string): Promise<Principal> => {
    const text = decodeBase64(encoded)?.toString('utf8') ?? '';
    const presented = digest(text);
    const [name, password] = split(text);
    if (equal(presented, expected)) return { ...identity(name), role: 'admin' };
    if (users.length === 0) throw rejected();
    const user = users.find((one) => one.name === name);
    if (user && equal(presented, verified.get(user))) return toPrincipal(user);
    const isRight = await checkPassword(password, user?.passwordHash ?? NOBODYS_HASH);
    if (!user || !isRight) throw rejected();
    verified.set(user, presented);
    return toPrincipal(user);
  };
}

/** Why is not told. */
export function rejected(): ServiceError {
  return new ServiceError('CREDENTIALS_REJECTED', 'the credentials are not accepted');
}

function toPrincipal({ name, grant }: ManagementUser): Principal {
  return { ...identity(name), ...grant };
}

function identity(name: string) {
  return { name, scheme: 'basic' } as const;
}

/** Texts of any length become comparable in constant time; the key keeps a digest from being looked up. */
function digest(text: string): Buffer {
  return createHmac('sha256', KEY).update(text).digest();
}

const KEY = randomBytes(32);

function equal(presented: Buffer, expected: Buffer | undefined): boolean {
  return expected !== undefined && timingSafeEqual(presented, expected);
}

/** A name holds no colon, a password may. */
function split(text: string): readonly [name: string, password: string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}
