import { type Backoff, DEFAULT_BACKOFF } from './backoff.ts';
import type { BatchLimits } from './batch.ts';
import type { FunctionTimeout } from './invocations.ts';
import { toPollers } from './pollers.ts';
import type { DispatchRules, RedeliveredMembers, WhileOutstanding } from './dispatch-rules.ts';
import type { AbsentMembers, EventOrigin } from './event.ts';
import type { ExpiredUntried } from './failure/discards.ts';
import { toRecordFilter } from './filter/criteria.ts';
import { DEFAULT_BATCHING_WINDOW_MS, MAXIMUM_EVENT_BYTES } from './limits.ts';
import type { Redelivery } from './redelivery.ts';
import type { MappingSettings } from './settings.ts';

/** What AWS leaves open, or lets nobody choose. */
export type Behaviour = {
  /** Default `items`. */
  readonly redelivery?: Redelivery;
  /** Default `all`. */
  readonly redeliveredMembers?: RedeliveredMembers;
  /** Default `omitted`. */
  readonly absentMembers?: AbsentMembers;
  /** Default `dropped`: a failure destination is told of attempts that failed, and of nothing else. */
  readonly expiredUntried?: ExpiredUntried;
  /** Default `waits`, which is what a function that keeps the order has to assume. */
  readonly whileOutstanding?: WhileOutstanding;
  /** Absent leaves time-outs to who invokes. */
  readonly functionTimeout?: FunctionTimeout;
  readonly backoff?: Backoff;
  /** How long a mapping that stops waits for invocations in flight, in milliseconds; default 5000. */
  readonly stopGraceMs?: number;
};

export const DEFAULT_STOP_GRACE_MS = 5_000;

/** @param brokers as the event names them. */
export function toDispatchRules(
  settings: MappingSettings,
  brokers: readonly string[],
  behaviour: Behaviour,
): DispatchRules {
  const origin = toOrigin(settings, brokers);
  return {
    ...settings,
    origin,
    filter: toRecordFilter(settings.FilterCriteria),
    limits: toLimits(settings, origin),
    absentMembers: behaviour.absentMembers ?? 'omitted',
    redelivery: behaviour.redelivery ?? 'items',
    redeliveredMembers: behaviour.redeliveredMembers ?? 'all',
    expiredUntried: behaviour.expiredUntried ?? 'dropped',
    pollers: toPollers(settings.ProvisionedPollerConfig),
    whileOutstanding: behaviour.whileOutstanding ?? 'waits',
    functionTimeout: behaviour.functionTimeout,
    backoff: behaviour.backoff ?? DEFAULT_BACKOFF,
  };
}

function toOrigin({ EventSourceArn }: MappingSettings, brokers: readonly string[]): EventOrigin {
  const bootstrapServers = brokers.join(',');
  return EventSourceArn === undefined
    ? { eventSource: 'SelfManagedKafka', bootstrapServers }
    : { eventSource: 'aws:kafka', eventSourceArn: EventSourceArn, bootstrapServers };
}

function toLimits(settings: MappingSettings, origin: EventOrigin): BatchLimits {
  const windowSeconds = settings.MaximumBatchingWindowInSeconds;
  return {
    batchSize: settings.BatchSize,
    windowMs: windowSeconds === undefined ? DEFAULT_BATCHING_WINDOW_MS : windowSeconds * 1000,
    maximumBytes: MAXIMUM_EVENT_BYTES,
    envelopeBytes: Buffer.byteLength(JSON.stringify({ ...origin, records: {} })),
  };
}
