// oxlint-disable-next-line typescript/triple-slash-reference -- a project that imports this one does not list that file
/// <reference path="./rhea-missing.d.ts" />
import type { ConnectionOptions } from 'rhea';
import { saslMechanisms } from './sasl.ts';

/** Where the AMQP 1.0 messaging network is, and who we are there. */
export type AmqpConnection = {
  readonly host: string;
  readonly port: number;
  /** Absent: not encrypted. */
  readonly tls?: {
    /** PEM; the authorities of the system unless said. */
    readonly ca?: string;
    /** PEM; what a network that asks for a client certificate gets to see (SASL EXTERNAL). */
    readonly certificate?: string;
    readonly key?: string;
  };
  /** SASL PLAIN; without it EXTERNAL with a certificate, else ANONYMOUS. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Shown in the network's console. */
  readonly clientId: string;
};

/** As the configuration has it. */
export type AmqpNetwork = Omit<AmqpConnection, 'clientId'> & {
  /** Where the user or the certificate stands, if in a secret: see `secretReader`. */
  readonly secret?: string;
};

/** Nothing is reconnected by itself: who uses a connection decides about the next one. */
export function toConnectionOptions(connection: AmqpConnection): ConnectionOptions {
  const { host, port, clientId } = connection;
  return {
    host,
    port,
    container_id: `${clientId}-${crypto.randomUUID()}`,
    reconnect: false,
    idle_time_out: 30_000,
    sasl_mechanisms: saslMechanisms(connection),
    ...tlsOptions(connection),
  };
}

function tlsOptions({ host, tls }: AmqpConnection) {
  if (tls === undefined) return { transport: 'tcp' as const, noDelay: true };
  return {
    transport: 'tls' as const,
    servername: host,
    rejectUnauthorized: true,
    ...(tls.ca !== undefined && { ca: [tls.ca] }),
    ...(tls.certificate !== undefined && { cert: tls.certificate }),
    ...(tls.key !== undefined && { key: tls.key }),
  };
}
