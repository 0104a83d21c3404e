import type { Clock } from '../clock.ts';
import type { TopicsSource } from '../kafka/record-source.ts';
import type { RecordSource, SourceListener } from '../record-source.ts';
import type { MappingSettings } from '../settings.ts';
import { type MemoryTopic, memoryTopic } from './memory-topic.ts';

/** Topics in memory, with the offsets of one consumer group. */
export type MemoryTopics = {
  /** Made when it is first asked for. */
  readonly of: (topic: string) => MemoryTopic;
  readonly open: (listener: SourceListener) => TopicsSource;
  readonly rebalance: () => void;
};

export function memoryTopics(
  start: Omit<MappingSettings, 'Topics'>,
  partitions: number,
  clock: Clock,
): MemoryTopics {
  const topics = new Map<string, MemoryTopic>();
  const opened = new Map<string, RecordSource>();

  function of(name: string): MemoryTopic {
    const known = topics.get(name);
    if (known !== undefined) return known;
    const made = memoryTopic({ ...start, Topics: [name] }, partitions, clock);
    topics.set(name, made);
    return made;
  }

  function giveUp(name: string): void {
    of(name).release();
    void opened.get(name)?.close();
    opened.delete(name);
  }

  return {
    of,
    rebalance() {
      for (const name of opened.keys()) of(name).rebalance();
    },
    open: (listener) => ({
      subscribe(wanted) {
        for (const name of opened.keys()) if (!wanted.includes(name)) giveUp(name);
        for (const name of wanted) {
          if (!opened.has(name)) opened.set(name, of(name).open(listener));
        }
      },
      wake() {
        for (const source of opened.values()) source.wake();
      },
      async commit(offsets) {
        for (const offset of offsets) await opened.get(offset.topic)?.commit([offset]);
      },
      async close() {
        for (const source of opened.values()) await source.close();
      },
    }),
  };
}
