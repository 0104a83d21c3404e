import { type ConnectionOptions, ConnectionPool, Consumer } from '@platformatic/kafka';
import { FETCH_TIMEOUT_MS } from './fetcher.ts';
import { shareOut } from './share-out.ts';

export type KafkaConnection = {
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  readonly tls?: NonNullable<ConnectionOptions['tls']>;
  /** Names the host to the broker in the TLS handshake; false unless said. */
  readonly tlsServerName?: boolean;
  readonly sasl?: NonNullable<ConnectionOptions['sasl']>;
  /** How long the group keeps the place of a member that died, in milliseconds; brokers take 6000 or more unless told otherwise. */
  readonly sessionTimeoutMs?: number;
};

const DEFAULT_SESSION_TIMEOUT_MS = 6_000;

/** A broker may hold the request to join until every member has joined, or has been missed for a session. */
const JOIN_MARGIN_MS = 5_000;

export type KafkaClients = {
  /** Speaks for the group; retries nothing by itself. */
  readonly consumer: Consumer;
  /** For fetching alone: a broker answers one request of a connection after the other, and holds a fetch for long. */
  readonly fetchConnections: ConnectionPool;
};

/** Opens no socket yet. */
export function kafkaClients(
  groupId: string,
  { brokers, sessionTimeoutMs = DEFAULT_SESSION_TIMEOUT_MS, ...security }: KafkaConnection,
): KafkaClients {
  const consumer = new Consumer({
    ...security,
    clientId: groupId,
    groupId,
    bootstrapBrokers: [...brokers],
    autocommit: false,
    partitionAssigner: shareOut,
    retries: 0,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: sessionTimeoutMs,
    heartbeatInterval: Math.floor(sessionTimeoutMs / 3),
    requestTimeout: sessionTimeoutMs + JOIN_MARGIN_MS,
  });
  const fetching = { ...security, requestTimeout: FETCH_TIMEOUT_MS };
  return { consumer, fetchConnections: new ConnectionPool(groupId, fetching) };
}

/** What of a connection every client takes. */
export function securityOf({ tls, tlsServerName, sasl }: KafkaConnection) {
  return {
    ...(tls === undefined ? {} : { tls }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

export function adminOptions(connection: KafkaConnection) {
  return {
    ...securityOf(connection),
    clientId: 'topics',
    bootstrapBrokers: [...connection.brokers],
    retries: 0,
    requestTimeout: DEFAULT_SESSION_TIMEOUT_MS,
  };
}
