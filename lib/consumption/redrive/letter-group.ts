import { ServiceError } from '../../domain/errors.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import { deadLetterTopic, eventTopic } from '../../domain/topics.ts';
import type { DeadLetter } from './dead-letter.ts';
import { type LetterPartition, redriveGroup } from './examine-letters.ts';
import type { MarkStore, PartitionMark } from './mark-store.ts';
import type { RecordWriter, WritableRecord } from './record-writer.ts';
import { toRedriveHeaders } from './redrive-headers.ts';
import { settle, type SettledOffsets, toMark } from './settled-offsets.ts';

/** What a run that is killed may have put back without a mark, in letters and in bytes of keys, values and headers. */
const MAX_LETTERS = 100;
const MAX_BYTES = 500_000;

/** Letters of one partition on their way: they are put back and marked together. */
export type LetterGroup = {
  readonly putBack: (letter: DeadLetter) => Promise<void>;
  /** Marks a copy of a letter that is, or is about to be, put back. */
  readonly drop: (letter: DeadLetter) => void;
  /**
   * Puts back what waits, and marks the run as ended.
   *
   * @param isComplete whether every letter was looked at; if not, doubts that an earlier run has left stay
   */
  readonly close: (isComplete: boolean) => Promise<void>;
};

export type LetterGroupOptions = { readonly honourTimeToLive: boolean; readonly dryRun: boolean };

export type LetterGroupPorts = {
  readonly writer: RecordWriter;
  readonly marks: MarkStore;
  readonly now: () => number;
};

export function openLetterGroup(
  tenant: TenantId,
  { range: { partition }, settled: earlier, mark }: LetterPartition,
  { honourTimeToLive, dryRun }: LetterGroupOptions,
  { writer, marks, now }: LetterGroupPorts,
): LetterGroup {
  let settled = earlier;
  let written = mark;
  let records: WritableRecord[] = [];
  let bytes = 0;
  let offsets: number[] = [];

  async function write(changed: SettledOffsets): Promise<void> {
    const topic = deadLetterTopic(tenant);
    const next = toMark(changed);
    const kept = (await marks.read(redriveGroup(tenant), topic)).get(partition);
    if (!isSame(kept, written)) throw movedByAnother();
    await marks.write(redriveGroup(tenant), topic, partition, next);
    settled = changed;
    written = next;
  }

  /** Before anything is put back, so that whoever comes after a crash knows from when on to look. */
  async function open(): Promise<void> {
    if (settled.openSinceMs === undefined) await write({ ...settled, openSinceMs: now() });
  }

  async function flush(): Promise<void> {
    if (dryRun || offsets.length === 0) return;
    const next = settle(settled, offsets);
    // A mark that cannot be kept has to be known before the letters are put back.
    toMark(next);
    await open();
    if (records.length > 0) await writer.append(eventTopic(tenant), records);
    await write({ ...next, openSinceMs: settled.openSinceMs });
    [records, bytes, offsets] = [[], 0, []];
  }

  return {
    putBack: async (letter) => {
      const record = toEvent(letter, honourTimeToLive);
      const size = sizeOf(record);
      if (records.length >= MAX_LETTERS || bytes + size > MAX_BYTES) await flush();
      if (dryRun) return;
      records.push(record);
      bytes += size;
      offsets.push(letter.record.offset);
    },
    drop: ({ record }) => {
      offsets.push(record.offset);
    },
    close: async (isComplete) => {
      await flush();
      const openSinceMs = isComplete ? undefined : earlier.openSinceMs;
      if (!dryRun && settled.openSinceMs !== openSinceMs) await write({ ...settled, openSinceMs });
    },
  };
}

/** The event as it was, key and value untouched, with ours before its own headers: of a repeated name the first counts. */
function toEvent(letter: DeadLetter, honourTimeToLive: boolean): WritableRecord {
  const { record, position, origin, redrives, headers } = letter;
  const ours = toRedriveHeaders({ count: redrives + 1, origin }, honourTimeToLive);
  return {
    key: record.key,
    value: record.value,
    headers: [...ours, ...headers],
    keylessPartition: position.partition,
  };
}

function sizeOf({ key, value, headers }: WritableRecord): number {
  const ENVELOPE_BYTES = 64;
  const body = ENVELOPE_BYTES + (key?.byteLength ?? 0) + (value?.byteLength ?? 0);
  return headers.reduce((sum, one) => sum + 8 + one.name.length * 3 + one.value.byteLength, body);
}

function isSame(one: PartitionMark | undefined, other: PartitionMark | undefined): boolean {
  return one?.offset === other?.offset && one?.note === other?.note;
}

function movedByAnother(): ServiceError {
  return new ServiceError('MARK_NOT_KEPT', 'another redrive of this tenant is under way');
}
