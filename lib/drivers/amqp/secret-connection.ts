import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../domain/json.ts';
import { type KeptSecret, keptSecret } from '../secrets/kept-secret.ts';
import { secretReader } from '../secrets/read-secret.ts';
import type { AmqpConnection } from './connection.ts';

/** A connection whose user or certificate stands in a secret, read at first use and again when the network refuses it. */
export function secretConnection(
  secret: string,
  connection: AmqpConnection,
  now: () => number = Date.now,
): KeptSecret<AmqpConnection> {
  const read = secretReader(secret);
  const readConnection = async () => withSecret(connection, await read(), secret);
  return keptSecret(readConnection, isDeepStrictEqual, now);
}

/** @throws {Error} naming the secret and what it has to hold, never what it holds */
function withSecret(
  connection: AmqpConnection,
  content: JsonObject,
  secret: string,
): AmqpConnection {
  const { username: name, password, certificate, privateKey: key } = content;
  const isUser = isText(name) && isText(password);
  const isCertified = isText(certificate) && isText(key) && connection.tls !== undefined;
  if (!isUser && !isCertified) {
    throw new Error(
      `the secret ${secret} has to hold {"username": …, "password": …}, or for amqps {"certificate": PEM, "privateKey": PEM}`,
    );
  }
  return {
    ...connection,
    ...(isUser && { user: { name, password } }),
    ...(isCertified && { tls: { ...connection.tls, certificate, key } }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
