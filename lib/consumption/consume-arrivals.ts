import type { Arrival } from './arrival.ts';
import { endsWithin } from './ends-within.ts';
import { laneKeyOf } from './lane-key.ts';
import { type ArrivalConsumption, settleArrival } from './settle-arrival.ts';
import { turns } from './turns.ts';

export type ArrivalConsumer = {
  /** Order counts: what a device sent first has to be given first. */
  readonly take: (arrival: Arrival) => void;
  /**
   * Begins nothing any more, and gives back what was not begun. Resolves when all that runs has ended, or the time is over; the
   * handlers that still run are then told by their signal.
   *
   * @param lastTaken resolves when nothing arrives any more
   */
  readonly stop: (graceMs: number, lastTaken?: Promise<unknown>) => Promise<void>;
};

/**
 * Runs records as they arrive: those of a device one after the other, devices side by side up to a bound. A record that fails
 * holds up its own device only.
 *
 * @param maxConcurrency records that are handled at the same time
 */
export function consumeArrivals(
  consumption: ArrivalConsumption,
  maxConcurrency: number,
): ArrivalConsumer {
  const stopping = new AbortController();
  const handling = new Set<AbortController>();
  const run = { consumption, turns: turns(maxConcurrency), stopping: stopping.signal, handling };
  const lanes = new Map<string, Arrival[]>();
  const running = new Set<Promise<void>>();

  /** What stands behind a record that went back goes back too. */
  async function runLane(key: string, lane: Arrival[]): Promise<void> {
    let goesOn = true;
    for (let arrival = lane[0]; arrival; arrival = lane[0]) {
      if (goesOn) goesOn = await settleArrival(arrival, run);
      else arrival.settle({ kind: 'released' });
      lane.shift();
    }
    lanes.delete(key);
  }

  async function allEnded(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  return {
    take: (arrival) => {
      const { record } = arrival;
      const key = `${record.tenant}/${laneKeyOf(record)}`;
      const known = lanes.get(key);
      if (known) {
        known.push(arrival);
        return;
      }
      const lane = [arrival];
      lanes.set(key, lane);
      const ending = runLane(key, lane).finally(() => running.delete(ending));
      running.add(ending);
    },
    stop: async (graceMs, lastTaken = Promise.resolve()) => {
      stopping.abort();
      if (await endsWithin(lastTaken.then(allEnded), graceMs)) return;
      for (const abort of handling) abort.abort(new Error('the application stops'));
    },
  };
}
