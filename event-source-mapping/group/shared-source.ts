import type { SourceRecord, TopicPartition } from '../event.ts';
import type { SourceSettings, TopicsSource } from '../kafka/record-source.ts';
import type { Report } from '../observation.ts';
import type { OpenRecordSource, SourceListener } from '../record-source.ts';
import type { ReadAhead } from './read-ahead.ts';
import { shareCommits } from './shared-commits.ts';

export type SharedSource = {
  /** The source of one topic's mapping; it has records once the topic is subscribed to. */
  readonly ofTopic: (topic: string) => OpenRecordSource;
  readonly subscribe: TopicsSource['subscribe'];
  readonly close: () => Promise<void>;
};

export type SharedSourcePorts = {
  readonly open: (listener: SourceListener) => TopicsSource;
  readonly readAhead: ReadAhead;
  readonly report: Report;
  readonly joined: () => void;
};

export type GroupSettings = Omit<SourceSettings, 'Topics'>;

/** One member of a consumer group, whose topics each have a mapping of their own. */
export function shareSource({ open, readAhead, report, joined }: SharedSourcePorts): SharedSource {
  const listeners = new Map<string, SourceListener>();
  const of = ({ topic }: TopicPartition) => listeners.get(topic);
  const source = open({
    report,
    assigned: (start) => of(start)?.assigned(start),
    revoked(partition) {
      readAhead.released(partition);
      of(partition)?.revoked(partition);
    },
    joined() {
      for (const listener of listeners.values()) listener.joined();
      joined();
    },
    rebalancing() {
      for (const listener of listeners.values()) listener.rebalancing();
    },
    received(partition, records, next) {
      readAhead.received(partition, records, next);
      of(partition)?.received(partition, records.map(detached), next);
    },
    ended: (end) => of(end)?.ended(end),
    hasRoom: (partition) =>
      (of(partition)?.hasRoom(partition) ?? false) && readAhead.hasRoom(partition),
  });
  const commit = shareCommits(source.commit);

  return {
    subscribe: source.subscribe,
    close: source.close,
    ofTopic: (topic) => (listener) => {
      listeners.set(topic, listener);
      return {
        wake: source.wake,
        async commit(offsets) {
          await commit(offsets);
          readAhead.committed(offsets);
          source.wake();
        },
        async close() {
          listeners.delete(topic);
        },
      };
    },
  };
}

/** Fetched records are parts of one answer, which a single one that waits would keep in memory as a whole. */
function detached(record: SourceRecord): SourceRecord {
  return {
    ...record,
    key: copyOf(record.key),
    value: copyOf(record.value),
    headers: record.headers.map(([name, value]) => [name, copyOf(value)] as const),
  };
}

function copyOf(bytes: Uint8Array | null): Uint8Array | null {
  return bytes === null ? null : new Uint8Array(bytes);
}
