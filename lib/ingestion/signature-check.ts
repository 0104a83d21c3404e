import type { RawPublicKey } from '../domain/credentials.ts';
import type { DeviceToken } from '../domain/device-token.ts';

/**
 * Whether the private key of this public one has signed the token, with the algorithm that its header names.
 * A key that does not fit the algorithm, or that nobody can read, has not.
 */
export type SignatureCheck = (token: DeviceToken, key: RawPublicKey) => Promise<boolean>;
