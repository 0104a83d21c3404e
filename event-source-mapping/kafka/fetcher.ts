import type { ClusterTopicMetadata, ConnectionPool, Consumer } from '@platformatic/kafka';
import type { SourceRecord } from '../event.ts';
import { offsetBehind, toSourceRecords } from './records.ts';

/** How long a broker may hold a request for which it has no records, in milliseconds. */
const LONG_POLL_MS = 2_000;

/** The same while some partitions are left out for want of room, which may come at any moment. */
const SHORT_POLL_MS = 100;

const MAXIMUM_PARTITION_BYTES = 1024 * 1024;

/** A broker that answers a poll later than this is taken for dead, in milliseconds. */
export const FETCH_TIMEOUT_MS = LONG_POLL_MS + 3_000;

export type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;

export type FetcherPorts = {
  readonly consumer: Consumer;
  /** Apart from the group's, because a broker answers one request of a connection after the other. */
  readonly connections: ConnectionPool;
  readonly topic: string;
  /** The next offset of each partition to read, moved on here. */
  readonly positions: Map<number, number>;
  readonly hasRoom: (partition: number) => boolean;
  readonly ended: (partition: number, end: number) => void;
  readonly received: (partition: number, records: readonly SourceRecord[], next: number) => void;
  /** Resolves when reading may go on. */
  readonly failed: (cause: unknown) => Promise<void>;
  readonly signal: AbortSignal;
};

/** Reads the partitions that have a position and room, with one request at a time to each broker. */
export function createFetcher(ports: FetcherPorts): { readonly wake: () => void } {
  const { consumer, connections, topic, positions, signal } = ports;
  const busy = new Set<number>();
  let isPlanning = false;

  /** Starts a request to each idle broker that leads a partition to read. */
  function wake(): void {
    if (isPlanning || signal.aborted || readable().length === 0) return;
    isPlanning = true;
    void plan();
  }

  async function plan(): Promise<void> {
    try {
      const metadata = (await consumer.metadata({ topics: [topic] })).topics.get(topic);
      if (metadata !== undefined) fetchFromIdle(metadata);
      isPlanning = false;
    } catch (cause) {
      await ports.failed(cause);
      isPlanning = false;
      wake();
    }
  }

  function fetchFromIdle(metadata: ClusterTopicMetadata): void {
    const byLeader = Map.groupBy(readable(), (partition) => metadata.partitions[partition]?.leader);
    for (const [leader, partitions] of byLeader) {
      if (leader !== undefined && !busy.has(leader))
        void fetchFrom(leader, partitions, metadata.id);
    }
  }

  function readable(): readonly number[] {
    return [...positions.keys()].filter(ports.hasRoom);
  }

  async function fetchFrom(
    node: number,
    partitions: readonly number[],
    topicId: string,
  ): Promise<void> {
    busy.add(node);
    const asked = new Map(
      partitions.map((partition) => [partition, positions.get(partition) ?? 0]),
    );
    try {
      deliver(await request(node, asked, topicId), asked);
    } catch (cause) {
      if (!signal.aborted) await ports.failed(cause);
    }
    busy.delete(node);
    wake();
  }

  function request(node: number, asked: ReadonlyMap<number, number>, topicId: string) {
    return consumer.fetch({
      node,
      connectionPool: connections,
      maxWaitTime: asked.size < positions.size ? SHORT_POLL_MS : LONG_POLL_MS,
      topics: [{ topicId, partitions: [...asked].map(toFetchPartition) }],
    });
  }

  function deliver({ responses }: FetchResponse, asked: ReadonlyMap<number, number>): void {
    for (const response of responses.flatMap(partitionsOf)) {
      const { partitionIndex: partition, records: batches } = response;
      const from = asked.get(partition);
      const isStillWanted = from !== undefined && positions.get(partition) === from;
      if (!isStillWanted) continue;
      ports.ended(partition, Number(response.highWatermark));
      if (batches === undefined || batches === null) continue;
      const next = offsetBehind(batches, from);
      positions.set(partition, next);
      ports.received(partition, toSourceRecords({ topic, partition }, batches, from), next);
    }
  }

  return { wake };
}

function partitionsOf({ partitions }: FetchResponse['responses'][number]) {
  return partitions;
}

function toFetchPartition([partition, position]: readonly [number, number]) {
  return {
    partition,
    fetchOffset: BigInt(position),
    partitionMaxBytes: MAXIMUM_PARTITION_BYTES,
    currentLeaderEpoch: -1,
    lastFetchedEpoch: -1,
  };
}
