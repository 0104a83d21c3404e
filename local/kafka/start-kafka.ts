import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withClassArchive } from '../jvm/class-archive.ts';
import { install, type Installation } from '../jvm/installation.ts';
import { findJdk, type Jdk } from '../jvm/jdk.ts';
import { type Exit, type Jvm, JvmStartError, startJvm } from '../jvm/jvm.ts';
import { freePorts, isFree } from '../ports.ts';
import { type Report, StartFailure } from '../start-failure.ts';
import { brokerProperties, type SecuredListener } from './properties.ts';
import { formatStorage } from './storage.ts';

const KAFKA = {
  name: 'kafka-4.3.1',
  title: 'Apache Kafka 4.3.1',
  pom: join(import.meta.dirname, 'pom.xml'),
  sources: [],
};

const LOG_SETTINGS = join(import.meta.dirname, 'log4j2.properties');
/**
 * A broker with few topics keeps to a quarter of it. A tenant brings nine partitions and a consumer group: 300 of them used
 * up 128 MiB. A broker without memory answers nothing and lives on, unless it is told to end.
 */
const MEMORY = ['-Xms64m', '-Xmx512m', '-XX:+ExitOnOutOfMemoryError'];
const READY = /Kafka Server started/;
const PORT_LOST = /Address already in use|Failed to bind/;
const ATTEMPTS = 3;

export type KafkaOptions = {
  /** Keeps topics and log; made if it does not exist. */
  readonly dataDir: string;
  /** 0, the default, is a free port. */
  readonly port?: number;
  readonly autoCreateTopics: boolean;
  /** Partitions of a topic that is created on demand; 3 unless said, so that lanes of several partitions show. */
  readonly partitions?: number;
  /** A second, free port whose clients are sent to `advertisedPort`: a proxy's. */
  readonly advertisedPort?: number;
  /** Listeners on free ports whose clients have to show who they are. */
  readonly secured?: readonly SecuredListener[];
  /** Further broker properties; they win over ours. */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
  readonly report: Report;
};

export type Kafka = {
  readonly port: number;
  /** Where a proxy reaches the listener that advertises the proxy's port. */
  readonly proxiedPort?: number;
  /** The bootstrap list. */
  readonly brokers: readonly string[];
  /** That of each secured listener, by its name. */
  readonly securedBrokers: Readonly<Record<string, readonly string[]>>;
  readonly pid: number;
  /** Settles once the broker is gone, for whatever reason; never rejects. */
  readonly exited: Promise<Exit>;
  /** Ends the broker in order. Safe to call again. */
  readonly stop: () => Promise<void>;
  /** Ends the broker as a crash would (SIGKILL). */
  readonly kill: () => void;
};

type Prepared = { readonly installation: Installation; readonly jdk: Jdk };
type Ports = {
  readonly clients: number;
  readonly controller: number;
  readonly proxied: number;
  /** In the order of the listeners. */
  readonly secured: readonly number[];
};

/**
 * Starts Apache Kafka, one node, as a child that ends with this process.
 *
 * @throws {StartFailure} JDK or Maven missing, nothing could be fetched, the port or the data folder is in use.
 * @throws {JvmStartError} the broker ended before it was ready.
 */
export async function startKafka(options: KafkaOptions): Promise<Kafka> {
  const jdk = await findJdk();
  const installation = await install(KAFKA, jdk, options.report);
  const prepared = { installation, jdk };
  const rehearse = (archive: readonly string[], dataDir: string) =>
    launch({ dataDir, autoCreateTopics: true, report: options.report }, prepared, archive);
  const archive = await withClassArchive(installation, jdk, rehearse, options.report);
  return launch(options, prepared, archive);
}

/** Another process may take a free port before the broker does; then there are others. */
async function launch(
  options: KafkaOptions,
  prepared: Prepared,
  archive: readonly string[],
): Promise<Kafka> {
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choosePorts(options);
    try {
      return toKafka(await launchOn(ports, options, prepared, archive), ports, options);
    } catch (failure) {
      const lost = failure instanceof JvmStartError && PORT_LOST.test(failure.tail);
      if (!lost || attempt === ATTEMPTS) throw failure;
    }
  }
}

async function choosePorts({ port = 0, secured: listeners = [] }: KafkaOptions): Promise<Ports> {
  const [clients = 0, controller = 0, proxied = 0, ...secured] = await freePorts(
    3 + listeners.length,
  );
  if (port === 0) return { clients, controller, proxied, secured };
  if (await isFree(port)) return { clients: port, controller, proxied, secured };
  throw new StartFailure(
    `Port ${port} is in use: set KAFKA_PORT to another one for the broker, or to 0 for a free one.`,
  );
}

async function launchOn(
  ports: Ports,
  options: KafkaOptions,
  { installation, jdk }: Prepared,
  archive: readonly string[],
): Promise<Jvm> {
  const storage = join(options.dataDir, 'storage');
  await mkdir(options.dataDir, { recursive: true });
  await formatStorage(storage, installation, jdk);
  const properties = join(options.dataDir, 'server.properties');
  await writeFile(properties, brokerProperties(toSettings(storage, ports, options)));
  return startJvm({
    title: KAFKA.title,
    jdk,
    options: [...archive, ...MEMORY, `-Dlog4j2.configurationFile=${LOG_SETTINGS}`],
    classPath: installation.classPath,
    main: 'kafka.Kafka',
    arguments: [properties],
    dataDir: options.dataDir,
    logFile: join(options.dataDir, 'kafka.log'),
    ready: READY,
  });
}

function toSettings(storage: string, ports: Ports, options: KafkaOptions) {
  const {
    autoCreateTopics,
    partitions = 3,
    advertisedPort,
    secured = [],
    properties = {},
  } = options;
  const settings = { storage, port: ports.clients, controllerPort: ports.controller };
  return {
    ...settings,
    autoCreateTopics,
    partitions,
    properties,
    secured: secured.map((listener, index) => ({ ...listener, port: ports.secured[index] ?? 0 })),
    ...(advertisedPort === undefined ? {} : { proxied: { port: ports.proxied, advertisedPort } }),
  };
}

function toKafka(jvm: Jvm, ports: Ports, { advertisedPort, secured = [] }: KafkaOptions): Kafka {
  return {
    port: ports.clients,
    ...(advertisedPort === undefined ? {} : { proxiedPort: ports.proxied }),
    brokers: [`127.0.0.1:${ports.clients}`],
    securedBrokers: Object.fromEntries(
      secured.map(({ name }, index) => [name, [`localhost:${ports.secured[index]}`]]),
    ),
    pid: jvm.pid,
    exited: jvm.exited,
    stop: jvm.stop,
    kill: jvm.kill,
  };
}
