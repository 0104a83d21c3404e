import type { MarkStore, PartitionMark } from '../../consumption/redrive/mark-store.ts';
import type { RecordWriter } from '../../consumption/redrive/record-writer.ts';
import type { LogRecord, TopicLog } from '../../consumption/redrive/topic-log.ts';
import { ServiceError } from '../../domain/errors.ts';

export type MemoryTopics = {
  readonly log: TopicLog;
  readonly writer: RecordWriter;
  readonly marks: MarkStore;
  /** Makes a topic of one partition, or of as many as are told. */
  readonly create: (topic: string, partitions?: number) => void;
  /** All records of a topic, partition by partition. */
  readonly recordsOf: (topic: string) => readonly LogRecord[];
  /** Takes the first records of a partition away, as retention does. */
  readonly retain: (topic: string, partition: number, from: number) => void;
  /** From now on each step asks first; what it throws the step throws. */
  readonly obstruct: (before: (step: Step) => void) => void;
};

/** `appended` and `marked` are asked when the broker has done its work and the answer is on its way. */
export type Step = 'append' | 'appended' | 'mark' | 'marked';

type Partition = { from: number; records: LogRecord[] };

/** Topics of records whose keys all go to the first partition; those without a key go where they say. */
export function memoryTopics(now: () => number): MemoryTopics {
  const topics = new Map<string, Partition[]>();
  const marks = new Map<string, Map<number, PartitionMark>>();
  let before: (step: Step) => void = unhindered;
  const partitionsOf = (topic: string): Partition[] => {
    const partitions = topics.get(topic);
    if (partitions) return partitions;
    throw new ServiceError('RECORDS_NOT_WRITTEN', `there is no topic ${topic}`);
  };
  const endOf = ({ from, records }: Partition): number => (records.at(-1)?.offset ?? from - 1) + 1;

  return {
    create: (topic, count = 1) => {
      topics.set(
        topic,
        Array.from({ length: count }, () => ({ from: 0, records: [] })),
      );
    },
    recordsOf: (topic) => (topics.get(topic) ?? []).flatMap(({ records }) => records),
    retain: (topic, partition, from) => {
      const kept = partitionsOf(topic)[partition];
      if (kept)
        [kept.from, kept.records] = [from, kept.records.filter((one) => one.offset >= from)];
    },
    obstruct: (obstacle) => {
      before = obstacle;
    },
    log: {
      rangesOf: async (topic, sinceMs = -Infinity) =>
        (topics.get(topic) ?? []).map((kept, partition) => {
          const first = kept.records.find(({ timestampMs }) => timestampMs >= sinceMs);
          const from = sinceMs === -Infinity ? kept.from : (first?.offset ?? endOf(kept));
          return { partition, from, to: endOf(kept) };
        }),
      read: async function* (topic, { partition, from, to }) {
        const records = topics.get(topic)?.[partition]?.records ?? [];
        yield* records.filter(({ offset }) => from <= offset && offset < to);
      },
    },
    writer: {
      append: async (topic, records) => {
        before('append');
        const partitions = partitionsOf(topic);
        for (const { keylessPartition, ...record } of records) {
          const partition = record.key === null ? keylessPartition % partitions.length : 0;
          const kept = partitions[partition];
          kept?.records.push({
            ...record,
            topic,
            partition,
            offset: endOf(kept),
            timestampMs: now(),
          });
        }
        before('appended');
      },
    },
    marks: {
      read: async (group, topic) => new Map(marks.get(`${group} ${topic}`)),
      write: async (group, topic, partition, mark) => {
        before('mark');
        const name = `${group} ${topic}`;
        marks.set(name, new Map(marks.get(name)).set(partition, mark));
        before('marked');
      },
    },
  };
}

function unhindered(): void {}
