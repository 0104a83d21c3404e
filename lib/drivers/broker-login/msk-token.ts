import { generateAuthToken } from 'aws-msk-iam-sasl-signer-js';
import type { MskToken } from './plain-token.ts';

/** With the credentials of the SDK's default chain. */
export async function mskToken(region: string): Promise<MskToken> {
  const { token, expiryTime } = await generateAuthToken({ region });
  return { token, expiresAtMs: expiryTime };
}
