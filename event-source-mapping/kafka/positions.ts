import { type Consumer, ListOffsetTimestamps } from '@platformatic/kafka';
import type { MappingSettings } from '../settings.ts';

export type Start = Pick<MappingSettings, 'StartingPosition' | 'StartingPositionTimestamp'>;

/** Where a group reads on: what it committed, or else the starting position. */
export async function groupPositions(
  consumer: Consumer,
  topic: string,
  partitions: readonly number[],
  start: Start,
): Promise<ReadonlyMap<number, number>> {
  if (partitions.length === 0) return new Map();
  const committed = await consumer.listCommittedOffsets({
    topics: [{ topic, partitions: [...partitions] }],
  });
  const known = onlyKnown(partitions, committed.get(topic));
  const others = partitions.filter((partition) => !known.has(partition));
  return new Map([...known, ...(await startingPositions(consumer, topic, others, start))]);
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-starting-positions.html */
export async function startingPositions(
  consumer: Consumer,
  topic: string,
  partitions: readonly number[],
  start: Start,
): Promise<ReadonlyMap<number, number>> {
  const found = await offsetsAt(consumer, topic, partitions, timestampOf(start));
  const beyondAll = partitions.filter((partition) => !found.has(partition));
  const ends = await offsetsAt(consumer, topic, beyondAll, ListOffsetTimestamps.LATEST);
  return new Map([...found, ...ends]);
}

async function offsetsAt(
  consumer: Consumer,
  topic: string,
  partitions: readonly number[],
  timestamp: bigint,
): Promise<ReadonlyMap<number, number>> {
  if (partitions.length === 0) return new Map();
  const offsets = await consumer.listOffsets({
    topics: [topic],
    partitions: { [topic]: [...partitions] },
    timestamp,
  });
  return onlyKnown(partitions, offsets.get(topic));
}

/** Kafka answers -1 where nothing was committed, and where no record is as late as the timestamp. */
function onlyKnown(
  partitions: readonly number[],
  offsets: readonly (bigint | undefined)[] | undefined,
): ReadonlyMap<number, number> {
  const entries = partitions.map(
    (partition) => [partition, Number(offsets?.[partition] ?? -1n)] as const,
  );
  return new Map(entries.filter(([, offset]) => offset >= 0));
}

function timestampOf({ StartingPosition, StartingPositionTimestamp = 0 }: Start): bigint {
  if (StartingPosition === 'AT_TIMESTAMP') {
    return BigInt(Math.trunc(StartingPositionTimestamp * 1000));
  }
  const { EARLIEST, LATEST } = ListOffsetTimestamps;
  return StartingPosition === 'TRIM_HORIZON' ? EARLIEST : LATEST;
}
