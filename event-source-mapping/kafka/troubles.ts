import { setTimeout as sleep } from 'node:timers/promises';
import { findErrorBy } from '@platformatic/kafka';
import type { TopicPartition } from '../event.ts';
import type { Report } from '../observation.ts';
import type { FetchResponse, TopicNames } from './fetcher.ts';

/** Wait before Kafka is asked again, in milliseconds. */
export const RETRY_MS = 250;

/** Codes of errors in a response. @see https://kafka.apache.org/protocol#protocol_error_codes */
const OFFSET_OUT_OF_RANGE = 1;
/** UNKNOWN_TOPIC_OR_PARTITION, LEADER_NOT_AVAILABLE, UNKNOWN_TOPIC_ID, INCONSISTENT_TOPIC_ID. */
const TOPIC_GONE = [3, 5, 100, 103];

/** Reports the first failure of a streak and its end, so that an outage is two lines and not hundreds. */
export type Troubles = {
  readonly failed: (doing: string, cause: unknown) => void;
  readonly recovered: () => void;
  /** Tries again, {@link RETRY_MS} apart, until it succeeds or there is no more point. @returns whether it succeeded. */
  readonly persist: (
    doing: string,
    task: () => Promise<void>,
    isPointless: () => boolean,
  ) => Promise<boolean>;
};

export function createTroubles(report: Report, signal: AbortSignal): Troubles {
  let isTroubled = false;

  function failed(doing: string, cause: unknown): void {
    if (isTroubled || signal.aborted || isStartingUp(cause)) return;
    isTroubled = true;
    report({ kind: 'kafka-trouble', doing, cause });
  }

  function recovered(): void {
    if (isTroubled) report({ kind: 'kafka-recovered' });
    isTroubled = false;
  }

  async function succeeds(doing: string, task: () => Promise<void>): Promise<boolean> {
    try {
      await task();
      recovered();
      return true;
    } catch (cause) {
      failed(doing, cause);
      return false;
    }
  }

  return {
    failed,
    recovered,
    async persist(doing, task, isPointless) {
      while (!signal.aborted && !isPointless()) {
        if (await succeeds(doing, task)) return true;
        await pause(RETRY_MS, signal);
      }
      return false;
    },
  };
}

/** Waits; ends early, and without an error, when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((cause: unknown) => {
    if (!signal.aborted) throw cause;
  });
}

/** The topic does not exist, is only just coming to exist, or was deleted and is another one now. */
export function isTopicLost(cause: unknown): boolean {
  const ids = [
    'UNKNOWN_TOPIC_OR_PARTITION',
    'UNKNOWN_TOPIC_ID',
    'INCONSISTENT_TOPIC_ID',
    'LEADER_NOT_AVAILABLE',
  ];
  // The client turns Kafka's code into an error of its own when it asks for metadata.
  return (
    hasApiId(cause, ids) || (cause instanceof Error && cause.message.startsWith('Unknown topic '))
  );
}

/** The partitions of a failed fetch whose next records are gone. */
export function partitionsOutOfRange(cause: unknown, names: TopicNames): readonly TopicPartition[] {
  const isOutOfRange = hasApiId(cause, ['OFFSET_OUT_OF_RANGE']);
  return isOutOfRange ? partitionsFailed(cause, names, [OFFSET_OUT_OF_RANGE]) : [];
}

/** The topics of a failed fetch that are gone. */
export function topicsGone(cause: unknown, names: TopicNames): readonly string[] {
  const gone = isTopicLost(cause) ? partitionsFailed(cause, names, TOPIC_GONE) : [];
  return [...new Set(gone.map(({ topic }) => topic))];
}

function partitionsFailed(
  cause: unknown,
  names: TopicNames,
  codes: readonly number[],
): readonly TopicPartition[] {
  const { response } = cause as { readonly response?: FetchResponse };
  return (response?.responses ?? []).flatMap(({ topicId, partitions }) => {
    const topic = names.get(topicId);
    const failed = partitions.filter(({ errorCode }) => codes.includes(errorCode));
    return topic === undefined
      ? []
      : failed.map(({ partitionIndex: partition }) => ({ topic, partition }));
  });
}

/** A broker that is only just taking up its work for the group says so, and is right. */
function isStartingUp(cause: unknown): boolean {
  return hasApiId(cause, ['COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS']);
}

function hasApiId(cause: unknown, ids: readonly string[]): boolean {
  return cause instanceof Error && ids.some((id) => findErrorBy(cause, 'apiId', id) !== null);
}
