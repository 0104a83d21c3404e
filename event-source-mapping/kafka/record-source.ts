import type { ConnectionPool, Consumer } from '@platformatic/kafka';
import type { PartitionOffset, Report } from '../observation.ts';
import type { RecordSource, SourceListener } from '../record-source.ts';
import type { MappingSettings } from '../settings.ts';
import { type KafkaConnection, kafkaClients } from './connection.ts';
import { type TopicNames, createFetcher } from './fetcher.ts';
import { createMembership } from './membership.ts';
import type { Positions } from './positions.ts';
import {
  RETRY_MS,
  createTroubles,
  isTopicLost,
  partitionsOutOfRange,
  pause,
  topicsGone,
} from './troubles.ts';

export type SourceSettings = Pick<
  MappingSettings,
  'ConsumerGroupId' | 'StartingPosition' | 'StartingPositionTimestamp'
> & {
  /** Those to read as soon as they exist; may be empty at first. */
  readonly Topics: readonly string[];
};

/** A source whose topics may change while it is read. */
export type TopicsSource = RecordSource & {
  /** Reads these topics from now on and no others; gives up the others' partitions before it returns. */
  readonly subscribe: (topics: readonly string[]) => void;
};

/** Reads topics as one member of a consumer group. */
export function openKafkaRecordSource(
  settings: SourceSettings,
  connection: KafkaConnection,
  listener: SourceListener,
): TopicsSource {
  const closing = new AbortController();
  const { signal } = closing;
  const { consumer, fetchConnections } = kafkaClients(settings.ConsumerGroupId, connection);
  const positions: Positions = new Map();
  const shared = { consumer, positions, signal };
  const troubles = createTroubles(listener.report, signal);

  const fetcher = createFetcher({
    ...shared,
    connections: fetchConnections,
    hasRoom: listener.hasRoom,
    ended: listener.ended,
    received(partition, records, next) {
      troubles.recovered();
      listener.received(partition, records, next);
    },
    failed: outlive,
  });
  const membership = createMembership({
    ...shared,
    topics: settings.Topics,
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

  async function outlive(cause: unknown, names: TopicNames): Promise<void> {
    const outOfRange = partitionsOutOfRange(cause, names);
    if (outOfRange.length > 0) return membership.startOver(outOfRange);
    troubles.failed('reading records', cause);
    consumer.clearMetadata();
    if (isTopicLost(cause)) return membership.rejoin(lostTopics(cause, names));
    return pause(RETRY_MS, signal);
  }

  /** Who cannot be told which topic is lost takes the only one; of several, those that are gone are found by joining. */
  function lostTopics(cause: unknown, names: TopicNames): readonly string[] {
    const gone = topicsGone(cause, names);
    const { current } = consumer.topics;
    return gone.length === 0 && current.length === 1 ? current : gone;
  }

  void membership.join();

  return {
    wake: fetcher.wake,
    subscribe: membership.subscribe,
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
