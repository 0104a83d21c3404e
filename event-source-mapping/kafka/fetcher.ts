import type { ClusterMetadata, ConnectionPool, Consumer } from '@platformatic/kafka';
import { type SourceRecord, type TopicPartition, topicPartition } from '../event.ts';
import type { PartitionOffset } from '../observation.ts';
import { type Positions, byTopic } from './positions.ts';
import { offsetBehind, toSourceRecords } from './records.ts';

/** How long a broker may hold a request for which it has no records, in milliseconds. */
const LONG_POLL_MS = 2_000;

/** The same while some partitions are left out for want of room, which may come at any moment. */
const SHORT_POLL_MS = 100;

const MAXIMUM_PARTITION_BYTES = 1024 * 1024;

/** A broker that answers a poll later than this is taken for dead, in milliseconds. */
export const FETCH_TIMEOUT_MS = LONG_POLL_MS + 3_000;

export type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;

/** Topics by the identifiers that Kafka has for them in fetches. */
export type TopicNames = ReadonlyMap<string, string>;

export type FetcherPorts = {
  readonly consumer: Consumer;
  /** Apart from the group's, because a broker answers one request of a connection after the other. */
  readonly connections: ConnectionPool;
  /** Of each partition to read, moved on here. */
  readonly positions: Positions;
  readonly hasRoom: (partition: TopicPartition) => boolean;
  readonly ended: (end: PartitionOffset) => void;
  readonly received: (
    partition: TopicPartition,
    records: readonly SourceRecord[],
    next: number,
  ) => void;
  /** Resolves when reading may go on. */
  readonly failed: (cause: unknown, names: TopicNames) => Promise<void>;
  readonly signal: AbortSignal;
};

type Asked = {
  readonly positions: ReadonlyMap<string, PartitionOffset>;
  readonly names: TopicNames;
};

/** Reads the partitions that have a position and room, with one request at a time to each broker. */
export function createFetcher(ports: FetcherPorts): { readonly wake: () => void } {
  const { consumer, connections, positions, signal } = ports;
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
      const topics = [...byTopic(readable()).keys()];
      if (topics.length > 0) fetchFromIdle(await consumer.metadata({ topics }));
      isPlanning = false;
    } catch (cause) {
      await ports.failed(cause, new Map());
      isPlanning = false;
      wake();
    }
  }

  function fetchFromIdle({ topics }: ClusterMetadata): void {
    const names = new Map([...topics].map(([name, { id }]) => [id, name]));
    const byLeader = Map.groupBy(
      readable(),
      ({ topic, partition }) => topics.get(topic)?.partitions[partition]?.leader,
    );
    for (const [leader, own] of byLeader) {
      if (leader === undefined || busy.has(leader)) continue;
      const asked = new Map(own.map((each) => [topicPartition(each), each]));
      void fetchFrom(leader, { positions: asked, names });
    }
  }

  function readable(): readonly PartitionOffset[] {
    return [...positions.values()].filter(ports.hasRoom);
  }

  async function fetchFrom(node: number, asked: Asked): Promise<void> {
    busy.add(node);
    try {
      deliver(await request(node, asked), asked);
    } catch (cause) {
      if (!signal.aborted) await ports.failed(cause, asked.names);
    }
    busy.delete(node);
    wake();
  }

  function request(node: number, asked: Asked) {
    const own = Map.groupBy(asked.positions.values(), ({ topic }) => topic);
    return consumer.fetch({
      node,
      connectionPool: connections,
      maxWaitTime: asked.positions.size < positions.size ? SHORT_POLL_MS : LONG_POLL_MS,
      topics: [...asked.names].flatMap(([topicId, topic]) => {
        const partitions = own.get(topic)?.map(toFetchPartition);
        return partitions === undefined ? [] : [{ topicId, partitions }];
      }),
    });
  }

  function deliver({ responses }: FetchResponse, asked: Asked): void {
    for (const { topicId, partitions } of responses) {
      const topic = asked.names.get(topicId);
      if (topic === undefined) continue;
      for (const response of partitions) deliverPartition(topic, response, asked);
    }
  }

  function deliverPartition(
    topic: string,
    response: FetchResponse['responses'][number]['partitions'][number],
    asked: Asked,
  ): void {
    const { partitionIndex: partition, records: batches } = response;
    const name = topicPartition({ topic, partition });
    const from = asked.positions.get(name)?.offset;
    const isStillWanted = from !== undefined && positions.get(name)?.offset === from;
    if (!isStillWanted) return;
    ports.ended({ topic, partition, offset: Number(response.highWatermark) });
    if (batches === undefined || batches === null) return;
    const next = offsetBehind(batches, from);
    positions.set(name, { topic, partition, offset: next });
    const records = toSourceRecords({ topic, partition }, batches, from);
    ports.received({ topic, partition }, records, next);
  }

  return { wake };
}

function toFetchPartition({ partition, offset }: PartitionOffset) {
  return {
    partition,
    fetchOffset: BigInt(offset),
    partitionMaxBytes: MAXIMUM_PARTITION_BYTES,
    currentLeaderEpoch: -1,
    lastFetchedEpoch: -1,
  };
}
