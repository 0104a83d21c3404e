import type { BrokerLogin, BrokerLogins } from './broker-login.ts';

type Ask = () => Promise<string>;

/** For a client that stays for long and connects again by itself, in the names of @platformatic/kafka. */
export type StandingLogin = {
  readonly tls?: NonNullable<BrokerLogin['tls']>;
  readonly tlsServerName?: true;
  readonly sasl?:
    | { readonly mechanism: 'SCRAM-SHA-512'; readonly username: Ask; readonly password: Ask }
    | { readonly mechanism: 'OAUTHBEARER'; readonly token: Ask };
};

/** Passwords and tokens are asked for at each authentication; a certificate is that of now, for as long as the client stays. */
export async function standingLogin(logins: BrokerLogins): Promise<StandingLogin> {
  const first = await logins.current();
  return { ...toTls(first), ...toSasl(first, logins) };
}

/** Brokers behind a common address, as MSK Serverless has them, are told apart by the name. */
export function toTls({ tls }: BrokerLogin): Pick<StandingLogin, 'tls' | 'tlsServerName'> {
  return tls === undefined ? {} : { tls, tlsServerName: true };
}

function toSasl({ sasl }: BrokerLogin, logins: BrokerLogins): Pick<StandingLogin, 'sasl'> {
  if (sasl === undefined) return {};
  const { mechanism } = sasl;
  const ask = asking(logins);
  if (mechanism === 'OAUTHBEARER')
    return { sasl: { mechanism, token: async () => (await ask()).token ?? '' } };
  const username = async () => (await ask()).username ?? '';
  return { sasl: { mechanism, username, password: async () => (await ask()).password ?? '' } };
}

type Shown = { readonly username?: string; readonly password?: string; readonly token?: string };

/** Nobody says why a client authenticates again, so what was shown last counts as refused. */
function asking(logins: BrokerLogins): () => Promise<Shown> {
  let shown: BrokerLogin | undefined;
  return async () => {
    const other = shown && (await logins.insteadOf(shown));
    shown = other ?? (await logins.current());
    return shown.sasl ?? {};
  };
}
