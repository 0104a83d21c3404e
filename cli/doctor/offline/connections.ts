import type { Deployment } from '../deployment.ts';
import { error, type Finding, when } from '../finding.ts';

/** Of a broker, with IAM. @see https://docs.aws.amazon.com/msk/latest/developerguide/limits.html */
export const CONNECTIONS_A_BROKER = 3000;

/** Every environment of these functions has a connection to each broker. */
export function connectionBudget({ functions }: Deployment): readonly Finding[] {
  const users = [...functions.values()].filter(({ environment }) => 'KAFKA_BROKERS' in environment);
  const reserved = users.map(({ reservedConcurrency = 0 }) => reservedConcurrency);
  return overBudget(reserved.reduce((sum, each) => sum + each, 0));
}

/** @param environments that may run at the same time */
export function overBudget(environments: number): readonly Finding[] {
  return when(
    environments > CONNECTIONS_A_BROKER,
    error(
      'connections',
      `${environments} environments may run at the same time, and a broker takes ${CONNECTIONS_A_BROKER} connections with IAM: uploads would be answered 503`,
      'lower the reserved concurrency of ingest and consumer',
    ),
  );
}
