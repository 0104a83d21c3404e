import { toDeadLetterHeaders } from '../../lib/consumption/dead-letter-sink.ts';
import type { LogRecord } from '../../lib/consumption/redrive/topic-log.ts';
import {
  redrive,
  type RedriveOptions,
  type RedriveSummary,
  type Verdict,
} from '../../lib/consumption/redrive/redrive.ts';
import type { FailureCode } from '../../lib/domain/errors.ts';
import { deadLetterTopic, eventTopic } from '../../lib/domain/topics.ts';
import { type MemoryTopics, memoryTopics } from '../../lib/drivers/memory/topics.ts';
import { CREATED_AT_MS } from './kafka-event.ts';
import { received, type ReceivedSpec } from './received.ts';

export const NOW_MS = CREATED_AT_MS + 3_600_000;
const { tenant } = received();
export const LETTERS = deadLetterTopic(tenant);
export const EVENTS = eventTopic(tenant);

export type LetterSpec = ReceivedSpec & {
  readonly reason?: FailureCode;
  readonly attempts?: number;
  readonly atMs?: number;
};

export type Redriving = {
  readonly topics: MemoryTopics;
  /** Keeps dead letters of `acme`, one after the other. */
  readonly keep: (...letters: readonly LetterSpec[]) => Promise<void>;
  /** Runs once, for all letters unless the options say otherwise. */
  readonly run: (
    options?: Partial<RedriveOptions>,
    signal?: AbortSignal,
  ) => Promise<RedriveSummary>;
  /** What was told of letters that were not put back. */
  readonly reported: readonly Verdict[];
  /** Gives up, as the consumer would, every event that was put back since the last time. */
  readonly failAgain: () => Promise<void>;
  readonly events: () => readonly LogRecord[];
};

/** The topics of `acme`, in memory. */
export function redriving(partitions = 1): Redriving {
  const topics = memoryTopics(() => NOW_MS);
  topics.create(LETTERS, partitions);
  topics.create(EVENTS, partitions);
  const reported: Verdict[] = [];
  let failed = 0;
  const keep: Redriving['keep'] = async (...letters) => {
    for (const { reason, attempts = 5, atMs = CREATED_AT_MS, ...spec } of letters) {
      const code = reason ?? 'PROCESSING_FAILED';
      const record = received(spec);
      const headers = toDeadLetterHeaders(record, { code, message: 'no', attempts, atMs });
      const { key, value, partition } = record;
      await topics.writer.append(LETTERS, [{ key, value, headers, keylessPartition: partition }]);
    }
  };
  return {
    topics,
    keep,
    reported,
    run: (options = {}, signal = new AbortController().signal) =>
      redrive(
        tenant,
        {
          filter: {},
          maxRedrives: 3,
          limit: Infinity,
          honourTimeToLive: false,
          dryRun: false,
          ...options,
        },
        {
          ...topics,
          now: () => NOW_MS,
          signal,
          report: (verdict) => reported.push(verdict),
          progress: () => undefined,
        },
      ),
    failAgain: async () => {
      const events = topics.recordsOf(EVENTS);
      for (const { headers, ...record } of events.slice(failed)) {
        await keep({ ...record, headers: headers.map(({ name, value }) => [name, value]) });
      }
      failed = events.length;
    },
    events: () => topics.recordsOf(EVENTS),
  };
}

export function headerOf(
  { headers }: Pick<LogRecord, 'headers'>,
  name: string,
): string | undefined {
  const found = headers.find((header) => header.name === name);
  return found && Buffer.from(found.value).toString();
}

export function textOf({ value }: Pick<LogRecord, 'value'>): string | undefined {
  return value === null ? undefined : Buffer.from(value).toString();
}
