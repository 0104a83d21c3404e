import { randomUUID } from 'node:crypto';
import { type Behaviour, DEFAULT_STOP_GRACE_MS, toDispatchRules } from './behaviour.ts';
import { systemClock } from './clock.ts';
import { destinationOf, failureDelivery } from './failure/delivery.ts';
import type { FailureSink } from './failure/file-sink.ts';
import type { KafkaConnection } from './kafka/connection.ts';
import { type FailureTopic, openFailureTopic } from './kafka/failure-topic.ts';
import { openKafkaRecordSource } from './kafka/record-source.ts';
import { type EventSourceMapping, type MappingPorts, runMapping } from './mapping.ts';
import type { OpenRecordSource } from './record-source.ts';
import type { MappingSettings } from './settings.ts';

/**
 * Polls a Kafka topic and invokes a function with what it finds, as Lambda's event source mapping does.
 *
 * @param connection where the cluster is; the event names its brokers.
 */
export function startEventSourceMapping(
  settings: MappingSettings,
  connection: KafkaConnection,
  ports: MappingPorts,
  behaviour: Behaviour = {},
): EventSourceMapping {
  const failureTopic = needsTopic(settings) ? openFailureTopic(connection) : undefined;
  const mapping = startOn(
    (listener) => openKafkaRecordSource(settings, connection, listener),
    settings,
    connection.brokers,
    { ...ports, failureSink: toSink(failureTopic, ports.failureSink) },
    behaviour,
  );
  return failureTopic === undefined ? mapping : closingWith(mapping, failureTopic);
}

/**
 * The same with records from elsewhere.
 *
 * @param brokers as the event names them.
 */
export function startOn(
  openSource: OpenRecordSource,
  settings: MappingSettings,
  brokers: readonly string[],
  ports: MappingPorts & Required<Pick<MappingPorts, 'failureSink'>>,
  behaviour: Behaviour,
): EventSourceMapping {
  if (settings.Enabled === false) return disabledMapping();
  const rules = toDispatchRules(settings, brokers, behaviour);
  const deliver = failureDelivery({
    settings,
    origin: rules.origin,
    absentMembers: rules.absentMembers,
    mappingUuid: ports.uuid ?? randomUUID(),
    newUuid: randomUUID,
    clock: ports.clock ?? systemClock,
    sink: ports.failureSink,
  });
  const graceMs = behaviour.stopGraceMs ?? DEFAULT_STOP_GRACE_MS;
  return runMapping(rules, openSource, { ...ports, deliver }, graceMs);
}

function needsTopic(settings: MappingSettings): boolean {
  return settings.Enabled !== false && destinationOf(settings)?.kind === 'kafka';
}

function toSink(topic: FailureTopic | undefined, sink: FailureSink | undefined): FailureSink {
  return async (message) => {
    if (message.kind === 'kafka' && topic !== undefined) return topic.produce(message);
    if (sink === undefined) throw new Error(`nothing takes messages for ${message.kind} here`);
    return sink(message);
  };
}

function closingWith(mapping: EventSourceMapping, topic: FailureTopic): EventSourceMapping {
  let stopping: Promise<void> | undefined;
  return { ...mapping, stop: () => (stopping ??= mapping.stop().then(topic.close)) };
}

function disabledMapping(): EventSourceMapping {
  return {
    ready: Promise.resolve(),
    state: () => ({
      State: 'Disabled',
      LastProcessingResult: 'No records processed',
      partitions: [],
    }),
    metrics: () => ({}),
    stop: () => Promise.resolve(),
  };
}
