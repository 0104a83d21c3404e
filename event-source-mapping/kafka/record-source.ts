import type { ConnectionPool, Consumer } from '@platformatic/kafka';
import type { PartitionOffset, Report } from '../observation.ts';
import type { RecordSource, SourceListener } from '../record-source.ts';
import type { MappingSettings } from '../settings.ts';
import { type KafkaConnection, kafkaClients } from './connection.ts';
import { createFetcher } from './fetcher.ts';
import { createMembership } from './membership.ts';
import { RETRY_MS, createTroubles, isTopicLost, partitionsOutOfRange, pause } from './troubles.ts';

type SourceSettings = Pick<
  MappingSettings,
  'Topics' | 'ConsumerGroupId' | 'StartingPosition' | 'StartingPositionTimestamp'
>;

/** Reads one topic as a member of the mapping's consumer group. */
export function openKafkaRecordSource(
  settings: SourceSettings,
  connection: KafkaConnection,
  listener: SourceListener,
): RecordSource {
  const [topic] = settings.Topics;
  const closing = new AbortController();
  const { signal } = closing;
  const { consumer, fetchConnections } = kafkaClients(settings.ConsumerGroupId, connection);
  const shared = { consumer, topic, positions: new Map<number, number>(), signal };
  const troubles = createTroubles(listener.report, signal);

  const fetcher = createFetcher({
    ...shared,
    connections: fetchConnections,
    hasRoom: (partition) => listener.hasRoom({ topic, partition }),
    ended: (partition, offset) => listener.ended({ topic, partition, offset }),
    received(partition, records, next) {
      troubles.recovered();
      listener.received({ topic, partition }, records, next);
    },
    failed: outlive,
  });
  const membership = createMembership({
    ...shared,
    start: settings,
    troubles,
    listener: {
      ...listener,
      joined() {
        listener.joined();
        fetcher.wake();
      },
    },
  });

  async function outlive(cause: unknown): Promise<void> {
    const outOfRange = partitionsOutOfRange(cause);
    if (outOfRange.length > 0) return membership.startOver(outOfRange);
    troubles.failed('reading records', cause);
    consumer.clearMetadata();
    if (isTopicLost(cause)) return membership.rejoin();
    return pause(RETRY_MS, signal);
  }

  void membership.join();

  return {
    wake: fetcher.wake,
    async commit(offsets) {
      try {
        await consumer.commit({ offsets: offsets.map(toCommit) });
        troubles.recovered();
      } catch (cause) {
        troubles.failed('committing offsets', cause);
        throw cause;
      }
    },
    async close() {
      closing.abort();
      await dropConnections(fetchConnections);
      await leave(consumer, listener.report);
    },
  };
}

function toCommit({ topic, partition, offset }: PartitionOffset) {
  return { topic, partition, offset: BigInt(offset), leaderEpoch: -1 };
}

/** Closes the connections at once, a long poll in flight included. */
async function dropConnections(connections: ConnectionPool): Promise<void> {
  for (const [, connection] of connections) connection.socket.destroy();
  await connections.close();
}

/** A group that cannot be told is left when the session ends. */
async function leave(consumer: Consumer, report: Report): Promise<void> {
  try {
    await consumer.close(true);
  } catch (cause) {
    report({ kind: 'kafka-trouble', doing: 'leaving the consumer group', cause });
    await consumer.connections.close();
  }
}
