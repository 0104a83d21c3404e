import type { Use } from '../bill.ts';
import {
  HOURS_A_MONTH,
  retainedGb,
  throughputOf,
  type KafkaKind,
  type Workload,
  writtenGb,
} from '../workload.ts';

const REPLICAS = 3;
const ZONES = 3;
/** Events, telemetry, dead letters. */
const TOPICS_A_TENANT = 3;
/** Two topics of notifications, one of audit records, one partition each. */
const OTHER_PARTITIONS = 3;

/** A broker: the replicas of partitions that AWS advises for it, and the MB/s that it takes in. */
const BROKERS = {
  /** The 154 MB/s of a standard m7g.16xlarge, by the share of cores. */
  standard: { replicas: 1000, mb: 154 / 32, price: 'standard-broker-hours' },
  express: { replicas: 1000, mb: 15.6, price: 'express-broker-hours' },
  /** Nobody names its throughput: its CPU is lent by credits. */
  small: { replicas: 300, mb: 1, price: 'small-broker-hours' },
} as const;

type BrokerKind = keyof typeof BROKERS;

/** GB of each standard broker at least, and how full a volume may be. */
const LEAST_STORAGE_GB = 100;
const FULL = 0.8;

export function kafka(workload: Workload): Use[] {
  return clusters[workload.kafka](workload);
}

const clusters: Readonly<Record<KafkaKind, (workload: Workload) => Use[]>> = {
  existing: () => [],
  standard: (workload) => withVolumes('standard', workload),
  small: (workload) => withVolumes('small', workload),
  express,
  serverless,
};

/** Partitions of a cluster, without their replicas. */
export function partitionsOf({ tenants, partitions }: Workload): number {
  return tenants * TOPICS_A_TENANT * partitions + OTHER_PARTITIONS;
}

/** @returns 0 where there are no brokers to count */
export function brokersFor(workload: Workload): number {
  const { kafka: kind } = workload;
  if (kind === 'existing' || kind === 'serverless') return 0;
  const { replicas, mb } = BROKERS[kind];
  const forPartitions = (partitionsOf(workload) * REPLICAS) / replicas;
  const forBytes = throughputOf(workload) / mb;
  return Math.max(1, Math.ceil(Math.max(forPartitions, forBytes) / ZONES)) * ZONES;
}

/** With volumes of their own, which are paid whether full or not. */
function withVolumes(kind: BrokerKind, workload: Workload): Use[] {
  const brokers = brokersFor(workload);
  const gb = Math.max(brokers * LEAST_STORAGE_GB, (retainedGb(workload) * REPLICAS) / FULL);
  return [
    use('brokers', brokers * HOURS_A_MONTH, BROKERS[kind].price),
    use('storage', gb, 'standard-storage'),
  ];
}

function express(workload: Workload): Use[] {
  return [
    use('brokers', brokersFor(workload) * HOURS_A_MONTH, BROKERS.express.price),
    use('storage', retainedGb(workload), 'express-storage'),
    use('written', writtenGb(workload), 'express-written'),
  ];
}

function serverless(workload: Workload): Use[] {
  const written = writtenGb(workload);
  return [
    use('cluster', HOURS_A_MONTH, 'serverless-cluster-hours'),
    use('partitions', partitionsOf(workload) * HOURS_A_MONTH, 'serverless-partition-hours'),
    use('written', written, 'serverless-written'),
    use('read', written * workload.consumers, 'serverless-read'),
    use('storage', retainedGb(workload), 'serverless-storage'),
  ];
}

function use(what: string, quantity: number, price: Use['price']): Use {
  return { part: 'MSK', what, quantity, price };
}
