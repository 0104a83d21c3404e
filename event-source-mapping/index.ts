export type { Backoff } from './backoff.ts';
export type { Behaviour } from './behaviour.ts';
export { type Clock, type ManualClock, manualClock, systemClock } from './clock.ts';
export type { Invoke, RedeliveredMembers, WhileOutstanding } from './dispatch-rules.ts';
export type { AbsentMembers, KafkaEvent, KafkaEventRecord, SourceRecord } from './event.ts';
export { type FailureSink, fileSink } from './failure/file-sink.ts';
export type { InvocationRecord } from './failure/invocation-record.ts';
export type { FailureMessage } from './failure/messages.ts';
export type { FunctionTimeout } from './invocations.ts';
export type { KafkaConnection } from './kafka/connection.ts';
export type { EventSourceMapping, MappingPorts, MappingState } from './mapping.ts';
export type { MetricName, MetricValues } from './metrics.ts';
export { InvalidSetting } from './members.ts';
export type {
  Discarded,
  Dropped,
  Invoked,
  Observation,
  PartitionOffset,
  Polled,
} from './observation.ts';
export type { InvocationResult, Redelivery } from './redelivery.ts';
export { type MappingSettings, parseMappingSettings } from './settings.ts';
export { startEventSourceMapping } from './start.ts';
export { type ControlPlaneCode, ControlPlaneError } from './managed/control-plane-error.ts';
export type { ManagedState, MappingConfiguration } from './managed/managed-mapping.ts';
export { type Mappings, type MappingsPorts, createMappings } from './managed/mappings.ts';
export {
  type TopicGroup,
  type TopicGroupOptions,
  type TopicStatus,
  startTopicGroup,
} from './group/topic-group.ts';
export { listTopics } from './kafka/list-topics.ts';
