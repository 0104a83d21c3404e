import { type KafkaOptions, startKafka } from '../../local/kafka/start-kafka.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { portToKeep } from './port-to-keep.ts';
import type { Scope } from './scope.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A broker of a test's or a suite's own, which may be killed and started again: same data, same port. */
export type OwnKafka = {
  /** The bootstrap list. It holds over a restart. */
  readonly brokers: readonly string[];
  readonly port: number;
  readonly pid: () => number;
  /** Resolves once the broker is gone, as after a crash (SIGKILL). */
  readonly kill: () => Promise<void>;
  /** Resolves once the broker is gone, in order. */
  readonly stop: () => Promise<void>;
  /** Starts it after `kill` or `stop`; resolves once it is ready. */
  readonly start: () => Promise<void>;
  /** Holds the whole process (SIGSTOP); its connections stay open and nothing answers. */
  readonly freeze: () => void;
  /** Lets a frozen process go on. */
  readonly thaw: () => void;
};

export type OwnKafkaOptions = Partial<
  Pick<KafkaOptions, 'autoCreateTopics' | 'dataDir' | 'partitions' | 'properties'>
>;

/** Starts a broker that ends with the scope; it creates topics on demand unless the options say otherwise. */
export function ownKafka(t: Scope, options: OwnKafkaOptions = {}): Promise<OwnKafka> {
  return startOwn(t, options);
}

/**
 * Starts a broker whose clients, having asked `brokers`, stay behind the proxy: the broker tells them the proxy's address.
 * `kafka.brokers` reaches the same broker past the proxy.
 */
export async function ownKafkaBehindProxy(
  t: Scope,
  options: OwnKafkaOptions = {},
): Promise<{ kafka: OwnKafka; proxy: FaultProxy; brokers: readonly string[] }> {
  const proxy = await startFaultProxy(t);
  const kafka = await startOwn(t, options, proxy);
  return { kafka, proxy, brokers: [`127.0.0.1:${proxy.port}`] };
}

async function startOwn(t: Scope, options: OwnKafkaOptions, proxy?: FaultProxy): Promise<OwnKafka> {
  const settings = { dataDir: temporaryFolder(), autoCreateTopics: true, ...options };
  const start = async (port: number) => {
    const advertised = proxy === undefined ? {} : { advertisedPort: proxy.port };
    const kafka = await startKafka({ ...settings, ...advertised, port, report });
    if (kafka.proxiedPort !== undefined) proxy?.forwardTo(kafka.proxiedPort);
    return kafka;
  };
  let kafka = await start(await portToKeep());
  const signal = (name: NodeJS.Signals) => process.kill(kafka.pid, name);

  /** What it listened on behind the proxy may be another's by the time it is back. */
  async function end(how: 'kill' | 'stop'): Promise<void> {
    proxy?.forwardTo(undefined);
    await kafka[how]();
    await kafka.exited;
  }

  t.after(() => end('kill'));

  return {
    brokers: kafka.brokers,
    port: kafka.port,
    pid: () => kafka.pid,
    kill: () => end('kill'),
    stop: () => end('stop'),
    start: async () => {
      kafka = await start(kafka.port);
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  };
}

function report(line: string): void {
  console.error(line);
}
