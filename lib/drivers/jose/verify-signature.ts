import { createPublicKey, type KeyObject } from 'node:crypto';
import { compactVerify, errors } from 'jose';
import type { RawPublicKey } from '../../domain/credentials.ts';
import { type DeviceToken, TOKEN_ALGORITHMS } from '../../domain/device-token.ts';

/** As long as the registry's answer is remembered, so is the key in it: reading one takes longer than verifying. */
const keys = new WeakMap<RawPublicKey, KeyObject>();

/** @see SignatureCheck */
export async function verifySignature(token: DeviceToken, secret: RawPublicKey): Promise<boolean> {
  const key = keys.get(secret) ?? readKey(secret);
  if (!key) return false;
  keys.set(secret, key);
  try {
    await compactVerify(token.text, key, { algorithms: TOKEN_ALGORITHMS });
    return true;
  } catch (failure) {
    if (failure instanceof errors.JOSEError || isMisfit(failure)) return false;
    throw failure;
  }
}

/** The key is of another kind than the algorithm asks for, of another curve, or too short. */
function isMisfit(failure: unknown): boolean {
  return (
    failure instanceof TypeError ||
    (failure instanceof DOMException && failure.name === 'DataError')
  );
}

function readKey({ key }: RawPublicKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(key, 'base64'), type: 'spki', format: 'der' });
  } catch {
    return undefined;
  }
}
