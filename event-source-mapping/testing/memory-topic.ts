import type { Clock } from '../clock.ts';
import type { SourceRecord } from '../event.ts';
import type { OpenRecordSource, SourceListener } from '../record-source.ts';
import type { MappingSettings } from '../settings.ts';

/** A record as a test writes it; texts are UTF-8. */
export type Produced = {
  /** 0 unless said. */
  readonly partition?: number;
  readonly key?: string | Uint8Array | null;
  readonly value?: string | Uint8Array | null;
  readonly headers?: readonly (readonly [name: string, value: string | Uint8Array])[];
  /** Milliseconds since the Unix epoch; now unless said. */
  readonly timestampMs?: number;
};

/** A topic in memory, with the offsets of one consumer group. */
export type MemoryTopic = {
  /** Appends the records, and lets a mapping read them. */
  readonly produce: (records: readonly Produced[]) => void;
  readonly open: OpenRecordSource;
  /** Takes every partition away and gives it back, to be read from where the group committed. */
  readonly rebalance: () => void;
  /** Takes every partition away. */
  readonly release: () => void;
  /** The committed offset; undefined before the first commit. */
  readonly committed: (partition: number) => number | undefined;
};

type Start = Pick<MappingSettings, 'Topics' | 'StartingPosition' | 'StartingPositionTimestamp'>;

export function memoryTopic(start: Start, partitions: number, clock: Clock): MemoryTopic {
  const [topic] = start.Topics;
  const logs = Array.from({ length: partitions }, () => [] as SourceRecord[]);
  const committed = new Map<number, number>();
  const positions = new Map<number, number>();
  let listener: SourceListener | undefined;

  function logOf(partition: number): SourceRecord[] {
    const log = logs[partition];
    if (log !== undefined) return log;
    throw new RangeError(`there is no partition ${partition}, only 0 to ${partitions - 1}`);
  }

  function append(produced: Produced): void {
    const { partition = 0, headers = [], timestampMs = clock.now() } = produced;
    const log = logOf(partition);
    log.push({
      topic,
      partition,
      offset: log.length,
      timestampMs,
      timestampType: 'CREATE_TIME',
      key: toBytes(produced.key),
      value: toBytes(produced.value),
      headers: headers.map(([name, value]) => [name, toBytes(value)]),
    });
  }

  /** Hands over everything that there is room for. */
  function read(): void {
    for (const [partition, position] of positions) {
      const log = logOf(partition);
      listener?.ended({ topic, partition, offset: log.length });
      if (position === log.length || listener?.hasRoom({ topic, partition }) !== true) continue;
      positions.set(partition, log.length);
      listener.received({ topic, partition }, log.slice(position), log.length);
    }
  }

  function assign(): void {
    for (const [partition, log] of logs.entries()) {
      const offset = committed.get(partition) ?? startOf(log, start);
      positions.set(partition, offset);
      listener?.assigned({ topic, partition, offset });
    }
    listener?.joined();
    read();
  }

  function release(): void {
    for (const partition of positions.keys()) listener?.revoked({ topic, partition });
    positions.clear();
  }

  return {
    produce(records) {
      for (const record of records) append(record);
      read();
    },
    open(given) {
      listener = given;
      // The mapping is not whole yet while it opens its source.
      queueMicrotask(assign);
      return {
        wake: read,
        async commit(offsets) {
          for (const { partition, offset } of offsets) committed.set(partition, offset);
        },
        async close() {
          listener = undefined;
          positions.clear();
        },
      };
    },
    rebalance() {
      listener?.rebalancing();
      release();
      assign();
    },
    release,
    committed: (partition) => committed.get(partition),
  };
}

function startOf(log: readonly SourceRecord[], start: Start): number {
  if (start.StartingPosition === 'TRIM_HORIZON') return 0;
  if (start.StartingPosition === 'LATEST') return log.length;
  const fromMs = (start.StartingPositionTimestamp ?? 0) * 1000;
  const first = log.findIndex(({ timestampMs }) => timestampMs >= fromMs);
  return first === -1 ? log.length : first;
}

function toBytes(content: string | Uint8Array | null | undefined): Uint8Array | null {
  if (content === undefined || content === null) return null;
  return typeof content === 'string' ? Buffer.from(content) : content;
}
