import { textOf } from '../bytes.ts';
import type { LogRecord, PartitionRange, TopicLog } from '../redrive/topic-log.ts';

/** Which events of a tenant are meant. */
export type ReplayFilter = {
  readonly device?: string | undefined;
  /** Stored then or later, by Kafka's time stamp, milliseconds since the Unix epoch. */
  readonly fromMs?: number | undefined;
  /** Stored before. */
  readonly toMs?: number | undefined;
};

/** By how much an event's time stamp may lie before that of one stored earlier: producers' clocks differ. */
const CLOCK_SKEW_MS = 600_000;

/** What has to be read: to the end that the topic has at this moment, or the end of the time asked for. */
export async function rangesToReplay(
  topic: string,
  { fromMs, toMs }: ReplayFilter,
  log: TopicLog,
): Promise<readonly PartitionRange[]> {
  const ranges = await log.rangesOf(topic, fromMs);
  if (toMs === undefined) return ranges;
  const behind = await log.rangesOf(topic, toMs + CLOCK_SKEW_MS);
  const ends = new Map(behind.map(({ partition, from }) => [partition, from]));
  return ranges.map((range) => {
    const end = Math.min(range.to, ends.get(range.partition) ?? range.to);
    return { ...range, to: Math.max(range.from, end) };
  });
}

export function isToReplay(record: LogRecord, filter: ReplayFilter): boolean {
  const { device, fromMs = -Infinity, toMs = Infinity } = filter;
  if (record.timestampMs < fromMs || record.timestampMs >= toMs) return false;
  return device === undefined || (record.key !== null && textOf(record.key) === device);
}

/** One text for each filter, in ASCII: what a mark was made for. */
export function toNote({ device, fromMs, toMs }: ReplayFilter): string {
  return JSON.stringify([device === undefined ? null : encodeURIComponent(device), fromMs, toMs]);
}
