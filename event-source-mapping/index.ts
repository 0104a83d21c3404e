import { type Behaviour, DEFAULT_STOP_GRACE_MS, toDispatchRules } from './behaviour.ts';
import type { KafkaConnection } from './kafka/connection.ts';
import { openKafkaRecordSource } from './kafka/record-source.ts';
import { type EventSourceMapping, type MappingPorts, runMapping } from './mapping.ts';
import type { MappingSettings } from './settings.ts';

export type { Backoff } from './backoff.ts';
export type { Behaviour } from './behaviour.ts';
export { type Clock, type ManualClock, manualClock, systemClock } from './clock.ts';
export type { Invoke, RedeliveredMembers } from './dispatch-rules.ts';
export type { AbsentMembers, KafkaEvent, KafkaEventRecord, SourceRecord } from './event.ts';
export type { KafkaConnection } from './kafka/connection.ts';
export type { EventSourceMapping, MappingPorts, MappingState } from './mapping.ts';
export { InvalidSetting } from './members.ts';
export type { Discarded, Invoked, Observation, PartitionOffset } from './observation.ts';
export type { InvocationResult, Redelivery } from './redelivery.ts';
export { type MappingSettings, parseMappingSettings } from './settings.ts';

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
  return runMapping(
    toDispatchRules(settings, connection.brokers, behaviour),
    (listener) => openKafkaRecordSource(settings, connection, listener),
    ports,
    behaviour.stopGraceMs ?? DEFAULT_STOP_GRACE_MS,
  );
}

function disabledMapping(): EventSourceMapping {
  return {
    ready: Promise.resolve(),
    state: () => ({
      State: 'Disabled',
      LastProcessingResult: 'No records processed',
      partitions: [],
    }),
    stop: () => Promise.resolve(),
  };
}
