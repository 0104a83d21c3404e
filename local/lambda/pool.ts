import { type Environment, InitError } from './environment.ts';
import { type Outcome, toErrorPayload } from './outcome.ts';
import { createWaitingLine } from './waiting-line.ts';

export type PoolOptions = {
  /** @throws {InitError} */
  readonly start: () => Promise<Environment>;
  readonly maxEnvironments: number;
  /** Requests at a time in one environment. */
  readonly concurrency: number;
  readonly report: (line: string) => void;
};

/** The environments of one function. */
export type Pool = {
  readonly invoke: (event: unknown) => Promise<Outcome>;
  /**
   * Starts an environment ahead of the first request.
   *
   * @throws {InitError}
   */
  readonly warm: () => Promise<void>;
  /** Lets every environment finish what it is doing, and starts another in their place. */
  readonly replace: () => void;
  readonly stop: () => Promise<void>;
};

type Slot = { readonly environment: Environment; active: number; stale: boolean };

/**
 * Lambda starts an environment for every request that finds none free. Here their number has a bound, because the cores
 * have one: past it requests wait their turn, and are throttled (429) when it does not come.
 */
export function createPool({ start, maxEnvironments, concurrency, report }: PoolOptions): Pool {
  /** The one used last comes last, and is used first: the others may grow cold. */
  const slots: Slot[] = [];
  const line = createWaitingLine();
  const starts = new Set<Promise<Environment>>();
  let generation = 0;
  let stopped = false;

  const freeSlot = () =>
    slots.findLast(({ stale, active, environment }) => {
      return !stale && active < concurrency && environment.usable();
    });

  const run = async (slot: Slot, event: unknown): Promise<Outcome> => {
    slot.active += 1;
    const outcome = await slot.environment.invoke(event);
    slot.active -= 1;
    if (slot.stale) endIdle(slot);
    if (line.length() > 0) dispatch();
    return outcome;
  };

  const dispatch = () => {
    for (let slot = freeSlot(); slot !== undefined; slot = freeSlot()) {
      const waiting = line.next();
      if (waiting === undefined) return;
      void run(slot, waiting.event).then(waiting.settle);
    }
    const missing = Math.min(
      line.length() - starts.size,
      maxEnvironments - slots.length - starts.size,
    );
    for (let count = 0; count < missing; count += 1) void startForWaiting();
  };

  /** What keeps an environment from starting is told to the request that has waited longest. */
  const startForWaiting = async () => {
    try {
      await startOne();
    } catch (failure) {
      line.next()?.settle(toOutcome(failure));
      dispatch();
    }
  };

  const startOne = async () => {
    const startedFor = generation;
    const started = start();
    starts.add(started);
    try {
      add({ environment: await started, active: 0, stale: stopped || startedFor !== generation });
    } finally {
      starts.delete(started);
    }
    dispatch();
  };

  const add = (slot: Slot) => {
    slots.push(slot);
    void forgetEnded(slot);
    if (slot.stale) endIdle(slot);
  };

  const forgetEnded = async (slot: Slot) => {
    await slot.environment.ended;
    slots.splice(slots.indexOf(slot), 1);
    if (!stopped) dispatch();
  };

  return {
    invoke: (event) => {
      const slot = line.length() === 0 ? freeSlot() : undefined;
      if (slot !== undefined) return run(slot, event);
      if (stopped) return Promise.resolve({ kind: 'throttled' });
      const outcome = line.join(event);
      dispatch();
      return outcome;
    },
    warm: startOne,
    replace: () => {
      generation += 1;
      for (const slot of slots) {
        slot.stale = true;
        endIdle(slot);
      }
      startOne().catch((failure: unknown) => report(String(failure)));
    },
    stop: async () => {
      stopped = true;
      line.dismiss();
      await Promise.allSettled(starts);
      await Promise.all(slots.map(({ environment }) => environment.stop()));
    },
  };
}

function endIdle({ active, environment }: Slot): void {
  if (active === 0) void environment.stop();
}

function toOutcome(failure: unknown): Outcome {
  if (failure instanceof InitError) return failure.outcome;
  return { kind: 'failed', payload: toErrorPayload(failure) };
}
