import { ServiceError } from '../domain/errors.ts';

export type LookUpLimits = {
  /** Look-ups that are under way at the same time. */
  readonly atOnce: number;
  /** That wait for their turn beside. */
  readonly waiting: number;
  /** Of one tenant, under way and waiting: the others keep a way to the registry. */
  readonly ofOneTenant: number;
};

/** @throws {ServiceError} `TOO_MANY_LOOK_UPS`, or as the look-up does */
export type LookUpGate = <Value>(tenant: string, lookUp: () => Promise<Value>) => Promise<Value>;

/** Keeps whoever invents names from asking the registry about all of them at the same time. */
export function lookUpGate({ atOnce, waiting, ofOneTenant }: LookUpLimits): LookUpGate {
  const held = new Map<string, number>();
  const queue: (() => void)[] = [];
  let underWay = 0;

  async function turn(): Promise<void> {
    if (underWay < atOnce) underWay += 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
  }

  function leave(tenant: string): void {
    const left = (held.get(tenant) ?? 1) - 1;
    if (left === 0) held.delete(tenant);
    else held.set(tenant, left);
    const next = queue.shift();
    if (next) next();
    else underWay -= 1;
  }

  return async (tenant, lookUp) => {
    const ofTenant = held.get(tenant) ?? 0;
    if (ofTenant >= ofOneTenant || (underWay >= atOnce && queue.length >= waiting)) {
      throw new ServiceError('TOO_MANY_LOOK_UPS', 'temporarily unavailable');
    }
    held.set(tenant, ofTenant + 1);
    try {
      await turn();
      return await lookUp();
    } finally {
      leave(tenant);
    }
  };
}
