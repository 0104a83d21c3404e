import { type Consumer, ListOffsetTimestamps } from '@platformatic/kafka';
import { type TopicPartition, topicPartition } from '../event.ts';
import type { PartitionOffset } from '../observation.ts';
import type { MappingSettings } from '../settings.ts';

export type Start = Pick<MappingSettings, 'StartingPosition' | 'StartingPositionTimestamp'>;

/** The next offset to read of each partition, by its name in events. */
export type Positions = Map<string, PartitionOffset>;

type Offsets = ReadonlyMap<string, readonly (bigint | undefined)[]>;

/** Where a group reads on: what it committed, or else the starting position. */
export async function groupPositions(
  consumer: Consumer,
  partitions: readonly TopicPartition[],
  start: Start,
): Promise<readonly PartitionOffset[]> {
  if (partitions.length === 0) return [];
  const topics = [...byTopic(partitions)].map(([topic, own]) => ({ topic, partitions: own }));
  const known = onlyKnown(partitions, await consumer.listCommittedOffsets({ topics }));
  const others = without(partitions, known);
  return [...known, ...(await startingPositions(consumer, others, start))];
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-starting-positions.html */
export async function startingPositions(
  consumer: Consumer,
  partitions: readonly TopicPartition[],
  start: Start,
): Promise<readonly PartitionOffset[]> {
  const found = await offsetsAt(consumer, partitions, timestampOf(start));
  const beyondAll = without(partitions, found);
  const ends = await offsetsAt(consumer, beyondAll, ListOffsetTimestamps.LATEST);
  return [...found, ...ends];
}

async function offsetsAt(
  consumer: Consumer,
  partitions: readonly TopicPartition[],
  timestamp: bigint,
): Promise<readonly PartitionOffset[]> {
  if (partitions.length === 0) return [];
  const own = byTopic(partitions);
  const offsets = await consumer.listOffsets({
    topics: [...own.keys()],
    partitions: Object.fromEntries(own),
    timestamp,
  });
  return onlyKnown(partitions, offsets);
}

export function byTopic(partitions: readonly TopicPartition[]): ReadonlyMap<string, number[]> {
  const topics = Map.groupBy(partitions, ({ topic }) => topic);
  return new Map([...topics].map(([topic, own]) => [topic, own.map((each) => each.partition)]));
}

/** Kafka answers -1 where nothing was committed, and where no record is as late as the timestamp. */
function onlyKnown(
  partitions: readonly TopicPartition[],
  offsets: Offsets,
): readonly PartitionOffset[] {
  return partitions
    .map(({ topic, partition }) => ({
      topic,
      partition,
      offset: Number(offsets.get(topic)?.[partition] ?? -1n),
    }))
    .filter(({ offset }) => offset >= 0);
}

function without(
  partitions: readonly TopicPartition[],
  known: readonly TopicPartition[],
): readonly TopicPartition[] {
  const names = new Set(known.map(topicPartition));
  return partitions.filter((each) => !names.has(topicPartition(each)));
}

function timestampOf({ StartingPosition, StartingPositionTimestamp = 0 }: Start): bigint {
  if (StartingPosition === 'AT_TIMESTAMP') {
    return BigInt(Math.trunc(StartingPositionTimestamp * 1000));
  }
  const { EARLIEST, LATEST } = ListOffsetTimestamps;
  return StartingPosition === 'TRIM_HORIZON' ? EARLIEST : LATEST;
}
