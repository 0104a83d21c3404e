export type BrokerSettings = {
  /** Where its logs and metadata are. */
  readonly storage: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly autoCreateTopics: boolean;
  readonly partitions: number;
  /** A second listener for clients that reach the broker through a proxy. */
  readonly proxied?: { readonly port: number; readonly advertisedPort: number };
  /** Listeners whose clients have to show who they are. */
  readonly secured?: readonly (SecuredListener & { readonly port: number })[];
  /** Further properties; they win over ours. */
  readonly properties?: Properties;
};

type Properties = Readonly<Record<string, string | number | boolean>>;

/** Clients reach it as `localhost`, which its certificate has to name. */
export type SecuredListener = {
  /** In capitals. */
  readonly name: string;
  readonly protocol: 'SSL' | 'SASL_SSL';
  /** Its own properties, without the prefix that says so. */
  readonly properties: Properties;
};

/** The `server.properties` of one KRaft node, broker and controller in one, that listens on the loopback address only. */
export function brokerProperties(settings: BrokerSettings): string {
  const properties = {
    ...listeners(settings),
    ...ofListeners(settings),
    ...ofOneNode,
    ...small,
    ...quick,
    ...topics(settings),
    ...settings.properties,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function listeners({ port, controllerPort, proxied, secured = [] }: BrokerSettings) {
  const listening = [`CONTROLLER://127.0.0.1:${controllerPort}`, `CLIENTS://127.0.0.1:${port}`];
  const advertised = [`CLIENTS://127.0.0.1:${port}`];
  if (proxied !== undefined) {
    listening.push(`PROXIED://127.0.0.1:${proxied.port}`);
    advertised.push(`PROXIED://127.0.0.1:${proxied.advertisedPort}`);
  }
  for (const { name, port: own } of secured) {
    listening.push(`${name}://127.0.0.1:${own}`);
    advertised.push(`${name}://localhost:${own}`);
  }
  const protocols = secured.map(({ name, protocol }) => `${name}:${protocol}`);
  return {
    listeners: listening.join(','),
    'advertised.listeners': advertised.join(','),
    'listener.security.protocol.map': [...PLAINTEXT, ...protocols].join(','),
    'inter.broker.listener.name': 'CLIENTS',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  };
}

const PLAINTEXT = ['CONTROLLER:PLAINTEXT', 'CLIENTS:PLAINTEXT', 'PROXIED:PLAINTEXT'];

function ofListeners({ secured = [] }: BrokerSettings): Properties {
  return Object.fromEntries(
    secured.flatMap(({ name, properties }) =>
      Object.entries(properties).map(([property, value]) => [
        `listener.name.${name.toLowerCase()}.${property}`,
        value,
      ]),
    ),
  );
}

function topics({ storage, autoCreateTopics, partitions }: BrokerSettings) {
  return {
    'log.dirs': storage,
    'auto.create.topics.enable': autoCreateTopics,
    'num.partitions': partitions,
  };
}

const ofOneNode = {
  'process.roles': 'broker,controller',
  'node.id': 1,
  'default.replication.factor': 1,
  'min.insync.replicas': 1,
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
};

/** The cleaner's buffer is 128 MiB by default, which a small broker has no use for; internal topics have 50 partitions. */
const small = {
  'log.cleaner.dedupe.buffer.size': 2 * 1024 * 1024,
  'log.cleaner.threads': 1,
  'offsets.topic.num.partitions': 1,
  'transaction.state.log.num.partitions': 1,
  'share.coordinator.state.topic.num.partitions': 1,
  'num.network.threads': 2,
  'num.io.threads': 4,
};

/**
 * A consumer group need not wait for members who might come too. After a crash the controller takes the broker back only
 * when its former session has ended, after 9 s by default.
 */
const quick = {
  'group.initial.rebalance.delay.ms': 0,
  'broker.session.timeout.ms': 2_000,
  'broker.heartbeat.interval.ms': 500,
};
