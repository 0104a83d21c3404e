import { listTopics, startTopicGroup } from '../event-source-mapping/index.ts';
import type { Service } from '../event-source-mapping/serverless/read-service.ts';
import { brokerLogins } from '../lib/drivers/broker-login/broker-logins.ts';
import { standingLogin } from '../lib/drivers/broker-login/standing-login.ts';
import type { FunctionCalls } from './calls.ts';
import type { PollerConfig } from './config.ts';
import { toExposition } from './exposition.ts';
import { listTenants } from './list-tenants.ts';
import { type Log, logObservation } from './log.ts';
import { mappingModel } from './mapping-model.ts';
import { startStatusServer } from './status-server.ts';
import { createTopicSelection } from './topic-selection.ts';

export type Poller = {
  /** Where liveness, readiness and metrics are. */
  readonly port: number;
  /** Hands out nothing more, waits for what runs, commits, leaves the group. */
  readonly stop: () => Promise<void>;
};

/**
 * Reads the event topics of all tenants as one member of a consumer group and invokes the consumer with batches of one tenant
 * each, by the rules of its event source mapping.
 *
 * @throws {InvalidSetting | ServiceError} when `serverless.yml` says something that the engine does not do.
 */
export async function startPoller(
  config: PollerConfig,
  service: Service,
  calls: FunctionCalls,
  log: Log,
): Promise<Poller> {
  const { functionName, topics, properties } = mappingModel(service.configuration);
  const { brokers, security } = config.kafka;
  const connection = { brokers, ...(await standingLogin(brokerLogins(security))) };
  const closing = new AbortController();
  const { signal } = closing;
  let hasJoined = false;
  let trouble: string | undefined;

  const group = startTopicGroup({
    settings: { ...properties, ConsumerGroupId: config.consumerGroup },
    connection,
    behaviour: { redelivery: config.redelivery, stopGraceMs: config.stopGraceMs },
    maximumInvocations: config.concurrency,
    maximumReadAheadBytes: config.readAheadBytes,
    invoke: (event, options) => calls.invoke(functionName, event, options),
    report(observation, topic) {
      if (observation.kind === 'kafka-trouble') trouble = `${observation.doing} fails`;
      if (observation.kind === 'kafka-recovered') trouble = undefined;
      logObservation(log, observation, topic === undefined ? undefined : topics.tenantOf(topic));
    },
  });
  void group.joined.then(() => (hasJoined = true));
  const selection = createTopicSelection({
    topics,
    listTopics: () => listTopics(connection),
    listTenants: () => listTenants(calls, signal),
    registryEveryMs: config.registryEveryMs,
    read: group.read,
    log,
    now: () => performance.now(),
  });

  function unready(): string | undefined {
    if (signal.aborted) return 'stopping';
    if (!selection.isKnown()) return 'the registry has not named its tenants yet';
    if (group.topics().length > 0 && !hasJoined) return 'the consumer group is not joined yet';
    return trouble;
  }

  function metrics(): string {
    const all = group.topics();
    const { invocations, readAheadBytes } = group.usage();
    const partitions = all.reduce((sum, { state }) => sum + state.partitions.length, 0);
    return toExposition({
      tenants: all.map(({ topic, ...status }) => ({
        ...status,
        tenant: topics.tenantOf(topic) ?? '',
      })),
      gauges: {
        tenants: all.length,
        partitions,
        invocations,
        read_ahead_bytes: readAheadBytes,
        resident_memory_bytes: process.memoryUsage.rss(),
      },
    });
  }

  const watching = selection.watch(signal);
  const status = await startStatusServer(config.host, config.port, { unready, metrics });
  log('info', 'poller started', { port: status.port, consumerGroup: config.consumerGroup });
  return {
    port: status.port,
    async stop() {
      log('info', 'poller stopping');
      closing.abort();
      await watching;
      await group.stop();
      await calls.stop();
      await status.close();
      log('info', 'poller stopped');
    },
  };
}
