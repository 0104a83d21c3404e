import { isDeepStrictEqual } from 'node:util';
import { keptSecret } from '../secrets/kept-secret.ts';
import { secretReader } from '../secrets/read-secret.ts';
import type { BrokerConnection, BrokerLogin, BrokerLogins, KafkaSecurity } from './broker-login.ts';
import { certificateLogin, passwordLogin } from './secret-login.ts';

/** @param cluster as the configuration has it */
export function brokerConnection(
  cluster: { readonly brokers: readonly string[]; readonly security: KafkaSecurity },
  clientId: string,
): BrokerConnection {
  return { brokers: cluster.brokers, clientId, logins: brokerLogins(cluster.security) };
}

/** @returns what lets everybody in when the connection has nothing to show */
export function loginsOf({ logins }: BrokerConnection): BrokerLogins {
  return logins ?? brokerLogins({ kind: 'plaintext' });
}

/** Nothing is read or loaded before the first connection. */
export function brokerLogins(security: KafkaSecurity): BrokerLogins {
  if (security.kind === 'plaintext') return always(async () => ({}));
  const tls = security.ca === undefined ? {} : { ca: security.ca };
  if (security.kind === 'tls') return always(async () => ({ tls }));
  if (security.kind !== 'iam') return ofSecret(security, tls);
  const { region } = security;
  return always(async () => {
    const { tokenLogin } = await import('./msk-token.ts');
    return { tls, ...(await tokenLogin(region)) };
  });
}

/** A login that no other takes the place of: tokens are made anew each time. */
function always(current: () => Promise<BrokerLogin>): BrokerLogins {
  return { current, insteadOf: async () => undefined };
}

function ofSecret(
  { kind, secret }: Extract<KafkaSecurity, { secret: string }>,
  tls: NonNullable<BrokerLogin['tls']>,
): BrokerLogins {
  const read = secretReader(secret);
  const toLogin = kind === 'scram' ? passwordLogin : certificateLogin;
  const login = async () => toLogin(await read(), { secret, tls });
  return keptSecret(login, isDeepStrictEqual);
}
