/** What somebody expects of a month, and what a deployment is made of. */
export type Workload = {
  readonly eventsPerMonth: number;
  readonly tenants: number;
  readonly devices: number;
  /** Bytes of an event's payload. */
  readonly eventBytes: number;
  /** Share of the month in which the events come, evenly: 1 is always, 1/3 is working hours. */
  readonly duty: number;
  /** Events that a consumer gets in one invocation, on average; undefined: what comes while it is busy with those before. */
  readonly batch: number | undefined;
  /** Functions that read every event, each through a mapping of its own for every tenant; the first keeps device states. */
  readonly consumers: number;
  /** MB of `ingest` and of each consumer. */
  readonly memoryMb: number;
  /** Milliseconds that an upload is billed. */
  readonly ingestMs: number;
  /** Milliseconds that 16 events of a batch are billed; the consumer handles so many at a time. */
  readonly consumeMs: number;
  /** Of each topic; a tenant has three topics. */
  readonly partitions: number;
  readonly retentionHours: number;
  readonly kafka: KafkaKind;
  readonly mappings: 'provisioned' | 'on-demand';
  readonly network: 'endpoints' | 'nat' | 'none';
  readonly metrics: 'on' | 'by-tenant' | 'off';
};

/** `small` is what a stage for trying things has: kafka.t3.small. The others are of size m7g.large, or have none. */
export const kafkaKinds = ['standard', 'express', 'small', 'serverless', 'existing'] as const;

/** An existing cluster is paid already. */
export type KafkaKind = (typeof kafkaKinds)[number];

/** AWS's own month. */
export const HOURS_A_MONTH = 730;
export const SECONDS_A_MONTH = HOURS_A_MONTH * 3600;

/** What Hono's headers and the key add to a payload, and Kafka's own framing. */
const RECORD_OVERHEAD_BYTES = 300;
const BYTES_A_GB = 1e9;

/** Events a second while they come. */
export function rateOf({ eventsPerMonth, duty }: Workload): number {
  return eventsPerMonth / (SECONDS_A_MONTH * duty);
}

/** Megabytes of records a second while they come. */
export function throughputOf(workload: Workload): number {
  return (rateOf(workload) * recordBytes(workload)) / 1e6;
}

/** Gigabytes of records a month, one copy. */
export function writtenGb(workload: Workload): number {
  return (workload.eventsPerMonth * recordBytes(workload)) / BYTES_A_GB;
}

/** Gigabytes that the topics hold, one copy. */
export function retainedGb(workload: Workload): number {
  return (writtenGb(workload) * workload.retentionHours) / HOURS_A_MONTH;
}

/** Invocations of all consumers. */
export function invocationsOf(workload: Workload): number {
  const { eventsPerMonth, consumers } = workload;
  return Math.ceil(eventsPerMonth / batchOf(workload)) * consumers;
}

/** The mapping hands over what there is, and waits for nothing: a quiet tenant's events come one by one. */
export function batchOf(workload: Workload): number {
  const { batch, tenants, consumeMs } = workload;
  const meanwhile = ((rateOf(workload) / tenants) * consumeMs) / 1000;
  return batch ?? Math.min(Math.max(1, meanwhile), LARGEST_BATCH);
}

/** Milliseconds that an invocation of a consumer is billed. */
export function invocationMs(workload: Workload): number {
  return Math.max(1, batchOf(workload) / EVENTS_AT_A_TIME) * workload.consumeMs;
}

/** `BatchSize` of deploy/event-source-mapping.yml. */
const LARGEST_BATCH = 100;

/** The default of `CONSUMER_CONCURRENCY`. */
const EVENTS_AT_A_TIME = 16;

function recordBytes({ eventBytes }: Workload): number {
  return eventBytes + RECORD_OVERHEAD_BYTES;
}
