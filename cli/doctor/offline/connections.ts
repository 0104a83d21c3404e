import { type Environment, wholeNumber } from '../../../lib/config/environment.ts';
import { error, type Finding, warning, when } from '../finding.ts';

/** An environment keeps two connections to a broker: one of them is that by which it found the cluster. */
const CONNECTIONS_OF_AN_ENVIRONMENT = 2;
/** Of an account, which Lambda keeps free for functions without a reservation. */
const UNRESERVED = 100;

/** What is known of a function that matters here, in the template or in the account. */
export type Connected = {
  readonly reachesKafka: boolean;
  readonly reservedConcurrency: number | undefined;
};

/** All environments that are reserved, against what one broker takes. */
export function connectionBudget(functions: readonly Connected[], env: Environment): Finding[] {
  const range = { from: 100, to: 100_000 };
  const most = wholeNumber(env, 'BROKER_CONNECTIONS', 3000, range);
  const environments = reserved(functions.filter(({ reachesKafka }) => reachesKafka));
  const connections = environments * CONNECTIONS_OF_AN_ENVIRONMENT;
  return [
    ...when(
      connections > most,
      error(
        'connections',
        `${environments} environments may run at the same time, with ${connections} connections to a broker that takes ${most}: uploads would be answered 503`,
        "lower the functions' reserved concurrency; where the broker's limit was raised, set BROKER_CONNECTIONS",
      ),
    ),
  ];
}

/** @param accountLimit environments that the account may have */
export function accountBudget(functions: readonly Connected[], accountLimit: number): Finding[] {
  const wanted = reserved(functions);
  return [
    ...when(
      wanted > 0 && wanted > accountLimit - UNRESERVED,
      error(
        'concurrency',
        `${wanted} environments are reserved, and the account has ${accountLimit}, of which ${UNRESERVED} stay free: it cannot be deployed`,
        'have the quota "Concurrent executions" raised, or lower BROKER_CONNECTIONS or BROKER_CONNECTION_RATE',
      ),
    ),
    ...when(
      wanted === 0 && accountLimit < UNRESERVED,
      warning(
        'concurrency',
        `the account has ${accountLimit} environments for all of its functions`,
        'have the quota "Concurrent executions" raised',
      ),
    ),
  ];
}

function reserved(functions: readonly Connected[]): number {
  return functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
}
