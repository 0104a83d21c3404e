import {
  type BaseOptions,
  type ClusterMetadata,
  type MessageToProduce,
  ProduceAcks,
  Producer,
} from '@platformatic/kafka';
import { HEADER } from '../../domain/header-names.ts';
import type { BrokerConnection, BrokerLogin } from '../broker-login/broker-login.ts';
import { loginsOf } from '../broker-login/broker-logins.ts';
import { toTls } from '../broker-login/standing-login.ts';
import { abandonSocket } from '../record-sink/abandon-socket.ts';
import { loginSession } from '../record-sink/login-session.ts';
import type { OutgoingRecord } from '../record-sink/outgoing-record.ts';
import { partitionOf } from '../record-sink/partition-of.ts';
import type { ProducerSession } from '../record-sink/producer-session.ts';
import { appendedPartitions, topicPartition } from './appended-partitions.ts';
import { trackConnections } from './tracked-connections.ts';

/** How clients that stay reach the brokers; what they call `tls` and `sasl` goes through untouched. */
export type PlatformaticConnection = Pick<BaseOptions, 'tls' | 'tlsServerName' | 'sasl'> & {
  readonly brokers: readonly string[];
  readonly clientId?: string;
};

/** Milliseconds. Hono's producer gives a request 750 as well (`request.timeout.ms`). */
const REQUEST_TIMEOUT_MS = 750;
const METADATA_MAX_AGE_MS = 300_000;
const FIRST_RETRY_MS = 30;
const LONGEST_RETRY_MS = 250;

export function openProducerSession(connection: BrokerConnection): ProducerSession {
  return loginSession(loginsOf(connection), (login) => openWith(connection, login));
}

function openWith(connection: BrokerConnection, login: BrokerLogin): ProducerSession {
  let discarded = false;
  const { brokers, clientId = 'tidegate' } = connection;
  const producer = new Producer<Buffer | null, Buffer | null>({
    ...toTls(login),
    ...(login.sasl && { sasl: login.sasl }),
    clientId,
    bootstrapBrokers: [...brokers],
    idempotent: true,
    autocreateTopics: true,
    timeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectTimeout: REQUEST_TIMEOUT_MS,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    // Fewer than two would count as endless.
    retries: 5,
    retryDelay: (_client, _operation, attempt) =>
      discarded ? 0 : Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS),
  });
  const { promise: refused, reject: refuse } = Promise.withResolvers<never>();
  refused.catch(() => undefined);
  const connections = trackConnections(producer.connections, refuse);
  let connected: Promise<unknown> | undefined;
  const connect = (): Promise<unknown> => {
    if (connected === undefined) {
      connected = Promise.race([producer.initIdempotentProducer({}), refused]);
      // Whoever awaits it learns of a failure; until then nobody has to.
      connected.catch(() => undefined);
    }
    return connected;
  };

  return {
    connect: () => void connect(),
    produce: async (records) => {
      try {
        await connect();
      } catch (cause) {
        return { kind: 'unreachable', cause };
      }
      let messages: OutgoingMessage[] = [];
      try {
        const topics = [...new Set(records.map(({ topic }) => topic))];
        const metadata = await producer.metadata({ topics });
        messages = records.map((record) => toMessage(record, metadata));
        await producer.send({ messages, acks: ProduceAcks.ALL });
        return { kind: 'stored' };
      } catch (cause) {
        return { kind: 'refused', stored: storedDespite(cause, records, messages), cause };
      }
    },
    discard: () => {
      discarded = true;
      for (const { socket } of connections) abandonSocket(socket);
      // The sockets are gone already: what the producer can still complain of is of no use to anybody.
      producer.close().catch(() => undefined);
    },
  };
}

type OutgoingMessage = MessageToProduce<Buffer | null, Buffer | null>;

/** The partition is chosen here, so that it is known when the broker refuses it; for a record without a key the client does. */
function toMessage(record: OutgoingRecord, metadata: ClusterMetadata): OutgoingMessage {
  const { topic, value } = record;
  const partitions = metadata.topics.get(topic)?.partitionsCount;
  if (!partitions) throw new Error(`${topic} has no partitions`);
  const key = typeof record.key === 'string' ? Buffer.from(record.key) : record.key;
  const headers = toHeaderMap(record.headers);
  const message = { topic, key, value, headers };
  return key === null ? message : { ...message, partition: partitionOf(key, partitions) };
}

/** The names that every record has, encoded once. */
const NAMES: ReadonlyMap<string, Buffer> = new Map(
  Object.values(HEADER).map((name) => [name, Buffer.from(name)]),
);

/** Its keys are objects, so a name may come again. */
function toHeaderMap(headers: OutgoingRecord['headers']): Map<Buffer, Buffer> {
  const map = new Map<Buffer, Buffer>();
  for (const [name, values] of Object.entries(headers)) {
    if (typeof values === 'string')
      map.set(NAMES.get(name) ?? Buffer.from(name), Buffer.from(values));
    else for (const value of values) map.set(Buffer.from(name), value);
  }
  return map;
}

function storedDespite(
  cause: unknown,
  records: readonly OutgoingRecord[],
  messages: readonly OutgoingMessage[],
): ReadonlySet<OutgoingRecord> {
  const appended = appendedPartitions(cause);
  return new Set(
    records.filter(({ topic }, index) =>
      appended.has(topicPartition(topic, messages[index]?.partition)),
    ),
  );
}
