import { generateAuthToken } from 'aws-msk-iam-sasl-signer-js';
import type { BrokerLogin } from './broker-login.ts';

/**
 * A token for MSK's IAM authentication, signed here with the credentials of the SDK's default chain. It lives for 15 minutes, or as
 * long as the credentials.
 *
 * @see Amazon MSK, "IAM access control"
 */
export async function tokenLogin(
  region: string,
): Promise<Pick<BrokerLogin, 'sasl' | 'expiresAtMs'>> {
  const { token, expiryTime } = await generateAuthToken({ region });
  return { sasl: { mechanism: 'OAUTHBEARER', token }, expiresAtMs: expiryTime };
}
