import type { TenantId } from '../../domain/identifiers.ts';
import { eventTopic } from '../../domain/topics.ts';
import { EventHeaders } from '../event-headers.ts';
import { type DeadLetter, identityOf } from './dead-letter.ts';
import type { LetterPartition } from './examine-letters.ts';
import { MARK_LIFETIME_MS } from './mark-store.ts';
import { readRedriven } from './redrive-headers.ts';
import type { TopicLog } from './topic-log.ts';

/** Clocks of operators and brokers that differ by more lead to a repeated event, never to a lost one. */
const CLOCK_SKEW_MS = 60_000;

export type PutBackBefore = (letter: DeadLetter, partition: LetterPartition) => Promise<boolean>;

/**
 * Looks into the tenant's topic for letters that were put back and not marked: by a run that was killed in between,
 * or so long ago that Kafka has forgotten the mark. Reads the topic only when a letter is in doubt, from where it has to.
 */
export function putBackBefore(tenant: TenantId, log: TopicLog, startedAtMs: number): PutBackBefore {
  let knownSinceMs = Infinity;
  let known: ReadonlySet<string> = new Set();
  return async (letter, partition) => {
    const sinceMs = doubtfulSince(letter, partition, startedAtMs);
    if (sinceMs === undefined) return false;
    if (sinceMs < knownSinceMs) {
      known = await identitiesPutBack(tenant, log, sinceMs);
      knownSinceMs = sinceMs;
    }
    return known.has(identityOf(letter));
  };
}

/** @returns the time of the earliest record that may be the letter, put back; undefined when there can be none. */
function doubtfulSince(
  { atMs }: DeadLetter,
  { settled: { openSinceMs }, isMarked }: LetterPartition,
  startedAtMs: number,
): number | undefined {
  if (openSinceMs !== undefined) return openSinceMs - CLOCK_SKEW_MS;
  const mayBeForgotten = !isMarked && startedAtMs - atMs > MARK_LIFETIME_MS - CLOCK_SKEW_MS;
  return mayBeForgotten ? atMs - CLOCK_SKEW_MS : undefined;
}

async function identitiesPutBack(
  tenant: TenantId,
  log: TopicLog,
  sinceMs: number,
): Promise<ReadonlySet<string>> {
  const topic = eventTopic(tenant);
  const identities = new Set<string>();
  for (const range of await log.rangesOf(topic, sinceMs)) {
    for await (const { headers } of log.read(topic, range)) {
      const redriven = readRedriven(new EventHeaders(headers));
      if (redriven) identities.add(identityOf({ ...redriven, redrives: redriven.count - 1 }));
    }
  }
  return identities;
}
