import { credentialsOf, type Environment } from '../sigv4/credentials.ts';
import type { BrokerLogin } from './broker-login.ts';
import { plainToken } from './plain-token.ts';

/**
 * A token for MSK's IAM authentication, signed here. It lives for 15 minutes, or as long as the credentials.
 *
 * @param env whose credentials are used where it has some; AWS's library looks for them otherwise
 * @see Amazon MSK, "IAM access control"
 */
export async function tokenLogin(
  region: string,
  env: Environment = process.env,
): Promise<Pick<BrokerLogin, 'sasl' | 'expiresAtMs'>> {
  const credentials = credentialsOf(env);
  const { token, expiresAtMs } =
    credentials === undefined
      ? await (await import('./msk-token.ts')).mskToken(region)
      : plainToken(region, credentials, Date.now());
  return { sasl: { mechanism: 'OAUTHBEARER', token }, expiresAtMs };
}
