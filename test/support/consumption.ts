import {
  consumeBatch,
  type BatchResult,
  type Consumption,
} from '../../lib/consumption/consume-batch.ts';
import type { ConsumedEvent } from '../../lib/consumption/consumed-event.ts';
import type { Outcome } from '../../lib/consumption/outcome.ts';
import type { PartitionBatch, Received } from '../../lib/consumption/received.ts';
import {
  memoryDeadLetterSink,
  type DeadLetter,
  type MemoryDeadLetterSink,
} from '../../lib/drivers/memory/dead-letter-sink.ts';
import { memoryFailureCounter } from '../../lib/drivers/memory/failure-counter.ts';
import { CREATED_AT_MS } from './kafka-event.ts';
import { received, type ReceivedSpec } from './received.ts';

export type ConsumptionUnderTest = Consumption & {
  readonly deadLetters: MemoryDeadLetterSink;
  /** What was observed, in order. */
  readonly outcomes: readonly Outcome[];
};

/** With nothing to do, room for 16 records at a time and a bound of 3 attempts, a second after the events were created. */
export function consumptionOf(parts: Partial<Consumption> = {}): ConsumptionUnderTest {
  const outcomes: Outcome[] = [];
  return {
    handle: () => undefined,
    failureCounter: memoryFailureCounter(),
    retryBound: { attempts: 3, ageMs: 0 },
    maxConcurrency: 16,
    reserveMs: 1000,
    now: () => CREATED_AT_MS + 1000,
    ...parts,
    deadLetters: memoryDeadLetterSink(),
    observe: (outcome) => outcomes.push(outcome),
    outcomes,
  };
}

/** Records of partition 0 unless they say otherwise; in the order given. */
export function batchesOf(...specs: readonly ReceivedSpec[]): PartitionBatch[] {
  const batches = new Map<string, Received[]>();
  for (const record of specs.map(received)) {
    const name = `${record.topic}-${record.partition}`;
    batches.set(name, [...(batches.get(name) ?? []), record]);
  }
  return [...batches].map(([name, records]) => ({ name, records }));
}

/** With a minute left unless said otherwise. */
export function consume(
  consumption: Consumption,
  batches: readonly PartitionBatch[],
  remainingMs: () => number = () => 60_000,
): Promise<BatchResult> {
  return consumeBatch(batches, consumption, remainingMs);
}

/** `partition/offset` of what must come again. */
export function unsettledOf({ unsettled }: BatchResult): string[] {
  return unsettled.map(({ partition, offset }) => `${partition.split('-').at(-1)}/${offset}`);
}

/** `device/offset` */
export function nameOf({ device, position }: ConsumedEvent): string {
  return `${device}/${position.offset}`;
}

export function headerOf(letter: DeadLetter | undefined, name: string): string | undefined {
  const header = letter?.headers.find((one) => one.name === name);
  return header && String(header.value);
}
