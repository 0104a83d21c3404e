import type { PartitionBatch, Received, Unsettled } from '../../lib/consumption/received.ts';

/**
 * What comes again after a partial answer: AWS's page says "just those specific items", its pages on other streams say
 * from the lowest one reported. Nobody has told which it is for Kafka.
 */
export type Reading = 'just the items' | 'back to the lowest';

export type MappingModel = {
  readonly partitions: readonly PartitionBatch[];
  /** Records of one partition in one invocation. */
  readonly batchSize: number;
  /** Asked for each answer: a mapping may behave as it likes. */
  readonly readingOf: (delivery: number) => Reading;
  /** Whether a partition hands out its next batch while one has to come again. */
  readonly movesOn: boolean;
  /** @returns what must come again; undefined when the invocation failed. */
  readonly invoke: (
    batches: readonly PartitionBatch[],
  ) => Promise<readonly Unsettled[] | undefined>;
};

/** Delivers every record until it is settled. @throws {Error} when that takes more than so many invocations. */
export async function deliverAll(model: MappingModel, maxInvocations = 2000): Promise<void> {
  let waiting: Waiting = model.partitions.map((batch) => cut(batch, model.batchSize));
  for (let delivery = 1; waiting.some((batches) => batches.length > 0); delivery += 1) {
    if (delivery > maxInvocations) throw new Error('the records are delivered without end');
    waiting = await deliver(waiting, model, delivery);
  }
}

/** What waits in each partition, the batch that is due first. */
type Waiting = readonly PartitionBatch[][];

async function deliver(waiting: Waiting, model: MappingModel, delivery: number): Promise<Waiting> {
  const due = waiting.flatMap((batches) => batches.slice(0, 1));
  const unsettled = await model.invoke(due);
  const reading = model.readingOf(delivery);
  return waiting.map(([batch, ...rest]) => {
    if (batch === undefined) return rest;
    const again = redelivery(batch, unsettled, reading);
    if (again === undefined) return rest;
    return model.movesOn ? [...rest, again] : [again, ...rest];
  });
}

function redelivery(
  batch: PartitionBatch,
  unsettled: readonly Unsettled[] | undefined,
  reading: Reading,
): PartitionBatch | undefined {
  if (unsettled === undefined) return batch;
  const offsets = unsettled.flatMap(({ partition, offset }) =>
    partition === batch.name ? offset : [],
  );
  if (offsets.length === 0) return undefined;
  const lowest = Math.min(...offsets);
  const comesAgain = ({ offset }: Received) =>
    reading === 'just the items' ? offsets.includes(offset) : offset >= lowest;
  return { name: batch.name, records: batch.records.filter(comesAgain) };
}

function cut({ name, records }: PartitionBatch, size: number): PartitionBatch[] {
  const count = Math.ceil(records.length / size);
  return Array.from({ length: count }, (_, index) => ({
    name,
    records: records.slice(index * size, (index + 1) * size),
  }));
}
