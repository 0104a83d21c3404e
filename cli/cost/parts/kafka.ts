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

/** Replicas of partitions that AWS advises for a broker of size `large`, standard and Express. */
const PARTITIONS_A_BROKER = 1000;
/** MB/s: the 154 of a standard m7g.16xlarge, by its share of cores; and what AWS advises for an express.m7g.large. */
const MB_A_STANDARD_BROKER = 154 / 32;
const MB_AN_EXPRESS_BROKER = 15.6;

/** GB of each standard broker at least, and how full a volume may be. */
const LEAST_STORAGE_GB = 100;
const FULL = 0.8;

export function kafka(workload: Workload): Use[] {
  return clusters[workload.kafka](workload);
}

const clusters: Readonly<Record<KafkaKind, (workload: Workload) => Use[]>> = {
  existing: () => [],
  standard,
  express,
  serverless,
};

/** Partitions of a cluster, without their replicas. */
export function partitionsOf({ tenants, partitions }: Workload): number {
  return tenants * TOPICS_A_TENANT * partitions + OTHER_PARTITIONS;
}

export function brokersFor(workload: Workload): number {
  const mbABroker = workload.kafka === 'express' ? MB_AN_EXPRESS_BROKER : MB_A_STANDARD_BROKER;
  const forPartitions = (partitionsOf(workload) * REPLICAS) / PARTITIONS_A_BROKER;
  const forBytes = throughputOf(workload) / mbABroker;
  return Math.max(1, Math.ceil(Math.max(forPartitions, forBytes) / ZONES)) * ZONES;
}

function standard(workload: Workload): Use[] {
  const brokers = brokersFor(workload);
  const gb = Math.max(brokers * LEAST_STORAGE_GB, (retainedGb(workload) * REPLICAS) / FULL);
  return [
    use('brokers', brokers * HOURS_A_MONTH, 'standard-broker-hours'),
    use('storage', gb, 'standard-storage'),
  ];
}

function express(workload: Workload): Use[] {
  return [
    use('brokers', brokersFor(workload) * HOURS_A_MONTH, 'express-broker-hours'),
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
