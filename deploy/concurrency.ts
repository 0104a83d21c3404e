import { resolveNumber, type VariableContext } from './variables.ts';

/** What the brokers take, and so how many environments may be connected to them. */
export type ConnectionBudget = {
  readonly brokers: number;
  /** To one broker. */
  readonly connections: number;
  /** New ones a second, to one broker. */
  readonly rate: number;
};

/** An environment keeps two connections to a broker, of which one is that by which it found the cluster. */
const CONNECTIONS_OF_AN_ENVIRONMENT = 2;
/** The rest is for event source mappings, applications and operators. */
const OUR_SHARE = 0.8;
/** Seconds in which everybody may be connected again after a deployment. */
const RECONNECTION_SECONDS = 10;

/** Of the environments that may be connected. */
const SHARES: Readonly<Record<string, number>> = { ingest: 0.7, consumer: 0.25 };
/** They have little to do at the same time, shards of a stream and a schedule, or nothing to do with the brokers. */
const FIXED: Readonly<Record<string, number>> = {
  bridge: 20,
  publisher: 5,
  reconciler: 2,
  registry: 20,
  tenants: 2,
};

/** @see Amazon MSK, "Amazon MSK Standard broker quota", with IAM access control */
export async function connectionBudget(context: VariableContext): Promise<ConnectionBudget> {
  const [brokers, connections, rate] = await Promise.all([
    resolveNumber('env:BROKER_COUNT', { fallback: 3, least: 1, most: 60 }, context),
    resolveNumber('env:BROKER_CONNECTIONS', { fallback: 3000, least: 100, most: 100_000 }, context),
    resolveNumber('env:BROKER_CONNECTION_RATE', { fallback: 100, least: 1, most: 10_000 }, context),
  ]);
  return { brokers, connections, rate };
}

/**
 * How many environments may be connected at the same time: as many as a broker has connections for, and no more than all brokers
 * take within ten seconds when everybody begins at once. Each begins with any one broker, and goes on to that of its partition.
 */
export function environmentsWithin({ brokers, connections, rate }: ConnectionBudget): number {
  const byNumber = (connections * OUR_SHARE) / CONNECTIONS_OF_AN_ENVIRONMENT;
  const byRate = (rate * RECONNECTION_SECONDS) / (1 + 1 / brokers);
  return Math.floor(Math.min(byNumber, byRate));
}

/** @throws {Error} for a function that nobody has given a share */
export function reservedConcurrency(functionName: string, budget: ConnectionBudget): number {
  const fixed = FIXED[functionName];
  if (fixed !== undefined) return fixed;
  const share = SHARES[functionName];
  if (share === undefined) throw new Error(`${functionName} has no share of the concurrency`);
  return Math.max(1, Math.floor(share * environmentsWithin(budget)));
}

/** Of each function in stage `prod`. Elsewhere none is reserved: an account may have ten environments in all. */
export async function concurrency(context: VariableContext): Promise<Record<string, number>> {
  if ((await context.resolveVariable('self:provider.stage')) !== 'prod') return {};
  const budget = await connectionBudget(context);
  const names = [...Object.keys(SHARES), ...Object.keys(FIXED)];
  return Object.fromEntries(names.map((name) => [name, reservedConcurrency(name, budget)]));
}
