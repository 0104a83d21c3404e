import { type ClusterMetadata, Consumer, ListOffsetTimestamps } from '@platformatic/kafka';
import type { LogRecord, PartitionRange, TopicLog } from '../../consumption/redrive/topic-log.ts';
import { ServiceError } from '../../domain/errors.ts';
import { isMissing, isOutOfRange } from './kafka-errors.ts';
import { nextOffset, toLogRecords } from './log-records.ts';
import type { PlatformaticConnection } from './producer-session.ts';

/** Milliseconds that a broker may wait for records before it answers, and that its answer may take. */
const LONG_POLL_MS = 500;
const REQUEST_TIMEOUT_MS = 15_000;
/** Bytes of one answer; a larger batch comes alone. */
const MAX_FETCH_BYTES = 4 * 1024 * 1024;

/** Reads with Kafka's fetch requests alone: no group is joined, and a header may have any name. */
export function kafkaTopicLog(
  connection: PlatformaticConnection,
): TopicLog & { readonly close: () => Promise<void> } {
  const { brokers, clientId = 'tidegate', ...security } = connection;
  const consumer = new Consumer({
    ...security,
    clientId,
    groupId: clientId,
    bootstrapBrokers: [...brokers],
    autocommit: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
  });

  async function metadataOf(topic: string): Promise<Topic | undefined> {
    try {
      return (await consumer.metadata({ topics: [topic], forceUpdate: true })).topics.get(topic);
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw cause;
    }
  }

  async function offsetsAt(topic: string, timestamp: bigint): Promise<readonly bigint[]> {
    const offsets = await consumer.listOffsets({ topics: [topic], timestamp });
    return offsets.get(topic) ?? [];
  }

  async function rangesOf(topic: string, sinceMs?: number): Promise<PartitionRange[]> {
    const metadata = await metadataOf(topic);
    if (metadata === undefined) return [];
    const { EARLIEST, LATEST } = ListOffsetTimestamps;
    const since = sinceMs === undefined ? EARLIEST : BigInt(Math.max(0, Math.trunc(sinceMs)));
    const [starts, ends] = [await offsetsAt(topic, since), await offsetsAt(topic, LATEST)];
    return Array.from({ length: metadata.partitionsCount }, (_, partition) => {
      const to = Number(ends[partition] ?? 0n);
      const from = Number(starts[partition] ?? -1n);
      // Kafka answers -1 when no record is as late as that.
      return { partition, from: from < 0 ? to : from, to };
    });
  }

  async function fetch(topic: string, partition: number, fetchOffset: number) {
    const metadata = (await consumer.metadata({ topics: [topic] })).topics.get(topic);
    const node = metadata?.partitions[partition]?.leader;
    if (metadata === undefined || node === undefined) throw new Error(`${topic} has no leader`);
    const asked = {
      partition,
      fetchOffset: BigInt(fetchOffset),
      partitionMaxBytes: MAX_FETCH_BYTES,
      currentLeaderEpoch: -1,
      lastFetchedEpoch: -1,
    };
    const { responses } = await consumer.fetch({
      node,
      maxWaitTime: LONG_POLL_MS,
      topics: [{ topicId: metadata.id, partitions: [asked] }],
    });
    return responses[0]?.partitions[0]?.records ?? [];
  }

  async function* read(topic: string, { partition, from, to }: PartitionRange) {
    let position = from;
    while (position < to) {
      const batches = await fetch(topic, partition, position).catch(async (cause: unknown) => {
        if (!isOutOfRange(cause)) throw cause;
        const ranges = await rangesOf(topic);
        position = Math.max(position, ranges[partition]?.from ?? to);
        return [];
      });
      for (const record of toLogRecords({ topic, partition }, batches)) {
        if (record.offset >= position && record.offset < to) yield record;
      }
      position = nextOffset(batches, position);
    }
  }

  return {
    rangesOf: async (topic, sinceMs) => {
      try {
        return await rangesOf(topic, sinceMs);
      } catch (cause) {
        throw notRead(topic, cause);
      }
    },
    read: async function* (topic, range): AsyncGenerator<LogRecord> {
      try {
        yield* read(topic, range);
      } catch (cause) {
        throw notRead(topic, cause);
      }
    },
    close: () => consumer.close(true),
  };
}

type Topic = NonNullable<ReturnType<ClusterMetadata['topics']['get']>>;

function notRead(topic: string, cause: unknown): ServiceError {
  return new ServiceError('TOPIC_NOT_READ', `${topic} cannot be read`, { cause });
}
