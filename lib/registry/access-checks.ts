import type { Principal } from '../domain/principal.ts';

/** Compares a password with bcrypt's hash of one. */
export type PasswordCheck = (password: string, hash: string) => Promise<boolean>;

/**
 * The principal that a bearer token stands for.
 *
 * @throws {ServiceError} `CREDENTIALS_REJECTED`, `NOT_AUTHORIZED` for a token that grants nothing here,
 * `TOKEN_KEYS_UNAVAILABLE`
 */
export type TokenCheck = (token: string) => Promise<Principal>;
