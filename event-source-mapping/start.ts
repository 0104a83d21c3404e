import { randomUUID } from 'node:crypto';
import { type Behaviour, DEFAULT_STOP_GRACE_MS, toDispatchRules } from './behaviour.ts';
import { systemClock } from './clock.ts';
import { destinationOf, failureDelivery } from './failure/delivery.ts';
import type { FailureSink } from './failure/file-sink.ts';
import type { KafkaConnection } from './kafka/connection.ts';
import { type FailureTopic, openFailureTopic } from './kafka/failure-topic.ts';
import { openKafkaRecordSource } from './kafka/record-source.ts';
import { type EventSourceMapping, type MappingPorts, runMapping } from './mapping.ts';
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
  if (settings.Enabled === false) return disabledMapping();
  const rules = toDispatchRules(settings, connection.brokers, behaviour);
  const failureTopic = needsTopic(settings) ? openFailureTopic(connection) : undefined;
  const deliver = failureDelivery({
    settings,
    origin: rules.origin,
    absentMembers: rules.absentMembers,
    mappingUuid: ports.uuid ?? randomUUID(),
    newUuid: randomUUID,
    clock: ports.clock ?? systemClock,
    sink: toSink(failureTopic, ports.failureSink),
  });
  const mapping = runMapping(
    rules,
    (listener) => openKafkaRecordSource(settings, connection, listener),
    { ...ports, deliver },
    behaviour.stopGraceMs ?? DEFAULT_STOP_GRACE_MS,
  );
  return failureTopic === undefined ? mapping : closingWith(mapping, failureTopic);
}

function needsTopic(settings: MappingSettings): boolean {
  return destinationOf(settings)?.kind === 'kafka';
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
