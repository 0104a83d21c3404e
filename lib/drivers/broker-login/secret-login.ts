import type { JsonObject } from '../../domain/json.ts';
import type { BrokerLogin } from './broker-login.ts';

type Frame = { readonly secret: string; readonly tls: NonNullable<BrokerLogin['tls']> };

/** @see Amazon MSK, "Sign-in credentials authentication" @throws {Error} naming the secret and what it has to hold */
export function passwordLogin(content: JsonObject, { secret, tls }: Frame): BrokerLogin {
  const { username, password } = content;
  if (isText(username) && isText(password)) {
    return { tls, sasl: { mechanism: 'SCRAM-SHA-512', username, password } };
  }
  throw new Error(`the secret ${secret} has to hold {"username": …, "password": …}`);
}

/** @see AWS Lambda, "Configuring the mTLS secret" @throws {Error} naming the secret and what it has to hold */
export function certificateLogin(content: JsonObject, { secret, tls }: Frame): BrokerLogin {
  const { certificate: cert, privateKey: key, privateKeyPassword: passphrase } = content;
  if (isText(cert) && isText(key)) {
    return { tls: { ...tls, cert, key, ...(isText(passphrase) && { passphrase }) } };
  }
  throw new Error(`the secret ${secret} has to hold {"certificate": PEM, "privateKey": PEM}`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
