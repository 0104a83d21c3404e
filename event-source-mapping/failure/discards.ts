import type { HeldRecord } from '../assignments.ts';
import type { Report } from '../observation.ts';
import type { Condition, GivenUp, RunHistory } from './given-up.ts';

/** What happens to a record that grew too old before it was handed out for the first time. */
export type ExpiredUntried = 'dropped' | 'delivered';

export type DiscardPorts = {
  /** Tells the failure destination; absent when there is none. */
  readonly deliver?: ((givenUp: GivenUp) => Promise<void>) | undefined;
  readonly report: Report;
  readonly onSettled: () => void;
};

export type Discards = {
  /** Settles the records; when there is a destination, once that has been told, or could not be. */
  readonly discard: (
    condition: Condition,
    records: readonly HeldRecord[],
    history: RunHistory,
  ) => void;
  /** Resolves when nothing is on its way to the destination. */
  readonly finish: () => Promise<void>;
};

export function createDiscards(ports: DiscardPorts, expiredUntried: ExpiredUntried): Discards {
  const { deliver, report } = ports;
  const deliveries = new Set<Promise<void>>();

  async function tell(
    deliverTo: NonNullable<typeof deliver>,
    condition: Condition,
    records: readonly HeldRecord[],
    history: RunHistory,
  ): Promise<void> {
    try {
      await deliverTo({ condition, records, ...history });
      report({ kind: 'delivered', condition, records: records.length });
    } catch (cause) {
      report({ kind: 'dropped', condition, records: records.length, cause });
    }
    settle(records);
  }

  function settle(records: readonly HeldRecord[]): void {
    for (const record of records) record.assignment.progress.settle(record.offset);
    ports.onSettled();
  }

  return {
    discard(condition, records, history) {
      if (records.length === 0) return;
      const offsets = records.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
      report({ kind: 'discarded', condition, records: offsets });
      const mayBeTold =
        history.runs > 0 || condition !== 'RecordAgeExceeded' || expiredUntried === 'delivered';
      if (deliver === undefined || !mayBeTold) {
        report({ kind: 'dropped', condition, records: records.length });
        settle(records);
        return;
      }
      const delivery = tell(deliver, condition, records, history);
      deliveries.add(delivery);
      void delivery.finally(() => deliveries.delete(delivery));
    },
    async finish() {
      await Promise.all(deliveries);
    },
  };
}
