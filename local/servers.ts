import { join } from 'node:path';
import { startArtemis } from './artemis/start-artemis.ts';
import { checkBrokers } from './control-plane/broker.ts';
import { startDynamoDb } from './dynamodb/start-dynamodb.ts';
import { startKafka } from './kafka/start-kafka.ts';
import { JvmStartError } from './jvm/jvm.ts';
import { type Report, StartFailure } from './start-failure.ts';
import type { Teardown } from './teardown.ts';

export type ServerOptions = {
  readonly dataDir: string;
  /** 0, the default, is a free port. */
  readonly kafkaPort?: number;
  /** Of a broker that runs already; none, the default, means that one is started. */
  readonly brokers?: readonly string[];
  /** The broker makes a topic when something is sent to it; true unless said. */
  readonly autoCreateTopics?: boolean;
  /** Absent: no AMQP 1.0 messaging network is started; 0 is a free port. */
  readonly amqpPort?: number | undefined;
  /** Of a store that runs already. */
  readonly dynamoDbEndpoint?: string;
};

/** Where servers that have been started are announced. */
export type Keeper = {
  readonly teardown: Teardown;
  /** Told when a server ends by itself. */
  readonly broken: (reason: string) => void;
  readonly report: Report;
};

/** @returns the bootstrap list of the broker that runs, or of one that is started. */
export async function brokersFor(
  { brokers = [], dataDir, kafkaPort = 0, autoCreateTopics = true }: ServerOptions,
  keeper: Keeper,
): Promise<readonly string[]> {
  if (brokers.length > 0) {
    await checkBrokers(brokers);
    return brokers;
  }
  const folder = join(dataDir, 'kafka');
  const { report } = keeper;
  report('starting Apache Kafka');
  const starting = startKafka({ dataDir: folder, port: kafkaPort, autoCreateTopics, report });
  const kafka = await orSentence(starting, 'Apache Kafka', folder);
  keep(kafka, `Apache Kafka has ended by itself: its log is in ${folder}.`, keeper);
  return kafka.brokers;
}

/** @returns the endpoint of the store that runs, or of one that is started. */
export async function storeFor(
  { dynamoDbEndpoint, dataDir }: ServerOptions,
  keeper: Keeper,
): Promise<string> {
  if (dynamoDbEndpoint !== undefined) {
    await checkStore(dynamoDbEndpoint);
    return dynamoDbEndpoint;
  }
  const folder = join(dataDir, 'dynamodb');
  const { report } = keeper;
  report('starting DynamoDB Local');
  const starting = startDynamoDb({ dataDir: folder, report });
  const store = await orSentence(starting, 'DynamoDB Local', folder);
  keep(store, `DynamoDB Local has ended by itself: its log is in ${folder}.`, keeper);
  return store.endpoint;
}

/** @returns the address of the AMQP 1.0 messaging network that is started; undefined when none is asked for. */
export async function messagingNetworkFor(
  { amqpPort: port, dataDir }: ServerOptions,
  keeper: Keeper,
): Promise<string | undefined> {
  if (port === undefined) return undefined;
  const folder = join(dataDir, 'artemis');
  const { report } = keeper;
  report('starting Apache ActiveMQ Artemis');
  const starting = startArtemis({ dataDir: folder, port, report });
  const artemis = await orSentence(starting, 'Apache ActiveMQ Artemis', folder);
  keep(artemis, `Apache ActiveMQ Artemis has ended by itself: its log is in ${folder}.`, keeper);
  return `amqp://127.0.0.1:${artemis.port}`;
}

async function checkStore(endpoint: string): Promise<void> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(5000) });
  } catch (cause) {
    throw new StartFailure(
      `No store answers at ${endpoint}: correct DYNAMODB_ENDPOINT, or unset it to have one started.`,
      { cause },
    );
  }
}

async function orSentence<T>(starting: Promise<T>, name: string, folder: string): Promise<T> {
  try {
    return await starting;
  } catch (cause) {
    if (!(cause instanceof JvmStartError)) throw cause;
    const [reason] = cause.message.split('\n', 1);
    throw new StartFailure(`${name} did not start (${reason}): look into its log in ${folder}.`, {
      cause,
    });
  }
}

type Server = { readonly stop: () => Promise<void>; readonly exited: Promise<unknown> };

function keep(server: Server, ending: string, { teardown, broken }: Keeper): void {
  teardown.defer(server.stop);
  void server.exited.finally(() => broken(ending));
}
