import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  Kafka,
  logLevel,
  Partitioners,
  type ICustomPartitioner,
  type ISocketFactory,
  type Message,
} from 'kafkajs';
import type { BrokerConnection, BrokerLogin } from '../broker-login/broker-login.ts';
import { loginsOf } from '../broker-login/broker-logins.ts';
import { abandonSocket } from '../record-sink/abandon-socket.ts';
import { loginSession } from '../record-sink/login-session.ts';
import type { OutgoingRecord } from '../record-sink/outgoing-record.ts';
import { partitionOf } from '../record-sink/partition-of.ts';
import type { ProducerSession } from '../record-sink/producer-session.ts';
import { toKafkaConfig } from './kafka-config.ts';
import { produceResponseOf } from './kafkajs-repairs.ts';
import './produce-request.ts';

const ALL_IN_SYNC_REPLICAS = -1;

/** Milliseconds. Hono's producer gives a request 750 as well (`request.timeout.ms`). */
const REQUEST_TIMEOUT_MS = 750;

export function openProducerSession(connection: BrokerConnection): ProducerSession {
  return loginSession(loginsOf(connection), (login) => openWith(connection, login));
}

function openWith(connection: BrokerConnection, login: BrokerLogin): ProducerSession {
  const sockets = openSockets();
  const producer = new Kafka({
    ...toKafkaConfig(connection, login),
    connectionTimeout: REQUEST_TIMEOUT_MS,
    authenticationTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    // Failures reach the log where they are answered; kafkajs would print brokers and stacks of its own.
    logLevel: logLevel.NOTHING,
    socketFactory: sockets.factory,
    retry: { retries: 5, initialRetryTime: 30, maxRetryTime: 250, factor: 0.1 },
  }).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: rememberingPartitioner,
  });
  let connected: Promise<void> | undefined;
  const connect = (): Promise<void> => {
    if (connected === undefined) {
      connected = producer.connect();
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
      const messages = records.map(toMessage);
      try {
        await producer.sendBatch({
          acks: ALL_IN_SYNC_REPLICAS,
          timeout: REQUEST_TIMEOUT_MS,
          topicMessages: byTopic(records, messages),
        });
        return { kind: 'stored' };
      } catch (cause) {
        return { kind: 'refused', stored: storedDespite(cause, records, messages), cause };
      }
    },
    discard: () => {
      sockets.reset();
      // The sockets are gone already: what the producer can still complain of is of no use to anybody.
      const settled = Promise.resolve(connected).catch(() => undefined);
      settled.then(() => producer.disconnect()).catch(() => undefined);
    },
  };
}

/** Without a partition until the partitioner has chosen one. A map from messages to partitions took 2 µs an upload. */
function toMessage({ key, value, headers }: OutgoingRecord): Message {
  return { key, value, headers };
}

function byTopic(
  records: readonly OutgoingRecord[],
  messages: readonly Message[],
): { topic: string; messages: Message[] }[] {
  const topics = Map.groupBy(messages, (_, index) => records[index]?.topic ?? '');
  return Array.from(topics, ([topic, ofTopic]) => ({ topic, messages: ofTopic }));
}

/** One refused partition fails the request; the others in the same answer are stored all the same. */
function storedDespite(
  cause: unknown,
  records: readonly OutgoingRecord[],
  messages: readonly Message[],
): ReadonlySet<OutgoingRecord> {
  const appended = new Set<string>();
  for (const { topicName, partitions: answers } of produceResponseOf(cause)?.topics ?? []) {
    for (const { partition, errorCode } of answers) {
      if (errorCode === 0) appended.add(`${topicName} ${partition}`);
    }
  }
  return new Set(
    records.filter(({ topic }, index) => appended.has(`${topic} ${messages[index]?.partition}`)),
  );
}

/** Leaves its choice in the message. */
function rememberingPartitioner(): ReturnType<ICustomPartitioner> {
  const chooseForKeyless = Partitioners.DefaultPartitioner();
  return (args) => {
    const { message, partitionMetadata } = args;
    const { key } = message;
    message.partition =
      typeof key === 'string' || Buffer.isBuffer(key)
        ? partitionOf(key, partitionMetadata.length)
        : chooseForKeyless(args);
    return message.partition;
  };
}

/** kafkajs may still be connecting when its session is discarded: what it opens afterwards is closed at once. */
function openSockets(): { readonly factory: ISocketFactory; readonly reset: () => void } {
  const sockets = new Set<Socket>();
  let discarded = false;
  return {
    factory: ({ host, port, ssl, onConnect }) => {
      const socket = ssl
        ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
        : connectPlain({ host, port }, onConnect);
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      if (discarded) socket.destroy(new Error('the session was discarded'));
      return socket;
    },
    reset: () => {
      discarded = true;
      for (const socket of sockets) abandonSocket(socket);
    },
  };
}
