import { ServiceError } from '../domain/errors.ts';

export type LookUpLimits = {
  /** Look-ups that are under way at the same time. */
  readonly atOnce: number;
  /** That wait for their turn beside. */
  readonly waiting: number;
  /** Of one tenant, under way and waiting: the others keep a way to the registry. */
  readonly ofOneTenant: number;
  /** Milliseconds after which one that waits is refused. */
  readonly patienceMs: number;
};

/** @throws {ServiceError} `TOO_MANY_LOOK_UPS`, or as the look-up does */
export type LookUpGate = <Value>(tenant: string, lookUp: () => Promise<Value>) => Promise<Value>;

/** Keeps whoever invents names from asking the registry about all of them at the same time. */
export function lookUpGate(limits: LookUpLimits): LookUpGate {
  const held = new Map<string, number>();
  const inTurn = turns(limits);
  return async (tenant, lookUp) => {
    const ofTenant = held.get(tenant) ?? 0;
    if (ofTenant >= limits.ofOneTenant) throw tooMany();
    held.set(tenant, ofTenant + 1);
    try {
      return await inTurn(lookUp);
    } finally {
      const left = (held.get(tenant) ?? 1) - 1;
      if (left === 0) held.delete(tenant);
      else held.set(tenant, left);
    }
  };
}

type Turns = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** So many at once, and others in the order in which they came, if they need not wait for too long. */
function turns({ atOnce, waiting, patienceMs }: Omit<LookUpLimits, 'ofOneTenant'>): Turns {
  const queue = new Set<() => void>();
  let underWay = 0;

  function turn(): Promise<void> {
    if (queue.size >= waiting) throw tooMany();
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(patience);
        queue.delete(begin);
        resolve();
      };
      const patience = setTimeout(() => {
        queue.delete(begin);
        reject(tooMany());
      }, patienceMs);
      queue.add(begin);
    });
  }

  return async (work) => {
    if (underWay < atOnce) underWay += 1;
    else await turn();
    try {
      return await work();
    } finally {
      const [next] = queue;
      if (next) next();
      else underWay -= 1;
    }
  };
}

function tooMany(): ServiceError {
  return new ServiceError('TOO_MANY_LOOK_UPS', 'temporarily unavailable');
}
