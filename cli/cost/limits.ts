import { environmentsOf } from './estimate.ts';
import { brokersFor, partitionsOf } from './parts/kafka.ts';
import { containersFor } from './parts/containers.ts';
import { instancesFor } from './parts/managed-instances.ts';
import { batchOf, rateOf, type Workload } from './workload.ts';

/** Of MSK Serverless, for a cluster. @see https://docs.aws.amazon.com/msk/latest/developerguide/limits.html */
const SERVERLESS_PARTITIONS = 2400;
const SERVERLESS_GROUPS = 500;
/** Connections with IAM, of a broker or of a serverless cluster. */
const CONNECTIONS = 3000;

/** How large each platform becomes, for whoever reads the bill. */
export function sizes(workload: Workload): string[] {
  return [
    `${rounded(rateOf(workload))} events a second; environments of ingest at the same time: ${environmentsOf(workload)}`,
    `${rounded(batchOf(workload))} events in an invocation of the consumer`,
    `managed instances: ${instancesFor(workload)} m7g.large; poller: ${containersFor(workload)} containers`,
    ...(brokersFor(workload) > 0
      ? [`MSK: ${brokersFor(workload)} brokers for ${3 * partitionsOf(workload)} replicas`]
      : []),
  ];
}

/** What the money does not buy: a quota stands in the way. */
export function limits(workload: Workload): string[] {
  const { kafka, tenants, consumers } = workload;
  const found = [];
  if (kafka === 'serverless' && partitionsOf(workload) > SERVERLESS_PARTITIONS) {
    found.push(
      `${partitionsOf(workload)} partitions: a cluster of MSK Serverless has ${SERVERLESS_PARTITIONS}`,
    );
  }
  if (kafka === 'serverless' && tenants * consumers > SERVERLESS_GROUPS) {
    found.push(
      `${tenants * consumers} consumer groups: a cluster of MSK Serverless has ${SERVERLESS_GROUPS}`,
    );
  }
  if (environmentsOf(workload) > CONNECTIONS) {
    found.push(
      `${environmentsOf(workload)} environments: a broker takes ${CONNECTIONS} connections with IAM`,
    );
  }
  return found;
}

function rounded(number: number): string {
  return number < 10 ? number.toFixed(1) : String(Math.round(number));
}
