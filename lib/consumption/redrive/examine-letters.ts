import type { TenantId } from '../../domain/identifiers.ts';
import { deadLetterTopic } from '../../domain/topics.ts';
import { type DeadLetter, identityOf, parseDeadLetter } from './dead-letter.ts';
import type { MarkStore, PartitionMark } from './mark-store.ts';
import { fromMark, isSettled, settledBelow, type SettledOffsets } from './settled-offsets.ts';
import type { LogRecord, PartitionRange, TopicLog } from './topic-log.ts';

export type Examined =
  /** Nobody has put it back yet. */
  | { readonly kind: 'waiting'; readonly letter: DeadLetter }
  | { readonly kind: 'redriven'; readonly letter: DeadLetter }
  /** A copy of an earlier letter, which counts instead of it. */
  | {
      readonly kind: 'duplicate';
      readonly letter: DeadLetter;
      /** Whether the earlier one is done with. */
      readonly ofSettled: boolean;
    }
  /** A record that the consumer did not write. */
  | { readonly kind: 'foreign'; readonly record: LogRecord };

export type LetterPorts = { readonly log: TopicLog; readonly marks: MarkStore };

export type LetterPartition = {
  readonly range: PartitionRange;
  readonly settled: SettledOffsets;
  /** As an earlier run left it. */
  readonly mark: PartitionMark | undefined;
  /** Whether the mark counts: one from behind the end is of a topic that was made again. */
  readonly isMarked: boolean;
};

/** The consumer group that keeps how far redriving has come: its lag is what waits, and what stays. */
export function redriveGroup(tenant: TenantId): string {
  return `tidegate-redrive.${tenant}`;
}

export async function letterPartitions(
  tenant: TenantId,
  { log, marks }: LetterPorts,
): Promise<readonly LetterPartition[]> {
  const topic = deadLetterTopic(tenant);
  const ranges = await log.rangesOf(topic);
  const kept = await marks.read(redriveGroup(tenant), topic);
  return ranges.map((range) => {
    const mark = kept.get(range.partition);
    const isMarked = mark !== undefined && mark.offset <= range.to;
    const settled = isMarked ? fromMark(mark, range.from) : settledBelow(range.from);
    return { range, settled, mark, isMarked };
  });
}

/** Letters by their identity; one examination of a topic shares it, because copies without a key lie in any partition. */
export type KnownLetters = { readonly settled: Set<string>; readonly waiting: Set<string> };

export function noLetters(): KnownLetters {
  return { settled: new Set(), waiting: new Set() };
}

/** Every letter of a partition, in order, settled ones included: only so are copies recognised. */
export async function* examineLetters(
  tenant: TenantId,
  { range, settled }: Pick<LetterPartition, 'range' | 'settled'>,
  log: TopicLog,
  known: KnownLetters,
): AsyncGenerator<Examined> {
  for await (const record of log.read(deadLetterTopic(tenant), range)) {
    const letter = parseDeadLetter(record, tenant);
    if (letter) yield examine(letter, isSettled(settled, record.offset), known);
    else yield { kind: 'foreign', record };
  }
}

function examine(letter: DeadLetter, isDone: boolean, known: KnownLetters): Examined {
  const identity = identityOf(letter);
  if (isDone) {
    known.settled.add(identity);
    return { kind: 'redriven', letter };
  }
  const ofSettled = known.settled.has(identity);
  if (ofSettled || known.waiting.has(identity)) return { kind: 'duplicate', letter, ofSettled };
  known.waiting.add(identity);
  return { kind: 'waiting', letter };
}
