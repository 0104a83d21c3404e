import { setTimeout as sleep } from 'node:timers/promises';
import { findErrorBy } from '@platformatic/kafka';
import type { FetchResponse } from './fetcher.ts';
import type { Report } from '../observation.ts';

/** Wait before Kafka is asked again, in milliseconds. */
export const RETRY_MS = 250;

/** The code of that error in a response. @see https://kafka.apache.org/protocol#protocol_error_codes */
const OFFSET_OUT_OF_RANGE = 1;

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
export function partitionsOutOfRange(cause: unknown): readonly number[] {
  if (!hasApiId(cause, ['OFFSET_OUT_OF_RANGE'])) return [];
  const { response } = cause as { readonly response?: FetchResponse };
  const partitions = response?.responses.flatMap((topic) => topic.partitions) ?? [];
  return partitions
    .filter(({ errorCode }) => errorCode === OFFSET_OUT_OF_RANGE)
    .map(({ partitionIndex }) => partitionIndex);
}

/** A broker that is only just taking up its work for the group says so, and is right. */
function isStartingUp(cause: unknown): boolean {
  return hasApiId(cause, ['COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS']);
}

function hasApiId(cause: unknown, ids: readonly string[]): boolean {
  return cause instanceof Error && ids.some((id) => findErrorBy(cause, 'apiId', id) !== null);
}
