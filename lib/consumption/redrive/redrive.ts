import type { TenantId } from '../../domain/identifiers.ts';
import { EventHeaders } from '../event-headers.ts';
import { hasExpired, readLifetime } from '../event-lifetime.ts';
import { type DeadLetter, identityOf } from './dead-letter.ts';
import {
  type Examined,
  examineLetters,
  type LetterPartition,
  letterPartitions,
  type LetterPorts,
  noLetters,
} from './examine-letters.ts';
import { isMeant, type LetterFilter } from './letter-filter.ts';
import { openLetterGroup, type LetterGroup } from './letter-group.ts';
import { putBackBefore, type PutBackBefore } from './put-back-before.ts';
import type { RecordWriter } from './record-writer.ts';

export type RedriveOptions = {
  readonly filter: LetterFilter;
  /** A letter that was put back so often stays. */
  readonly maxRedrives: number;
  /** Letters to put back at most. */
  readonly limit: number;
  /** Whether an event that has expired stays, and one that is put back may expire. */
  readonly honourTimeToLive: boolean;
  readonly dryRun: boolean;
};

export type RedrivePorts = LetterPorts & {
  readonly writer: RecordWriter;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Aborted when the run should come to an orderly end. */
  readonly signal: AbortSignal;
  /** What stays, and why, and what is dropped. */
  readonly report: (verdict: Exclude<Verdict, { kind: 'put-back' }>) => void;
  /** @param examined records of the dead-letter topic, out of `total` */
  readonly progress: (examined: number, total: number) => void;
};

export type Verdict =
  | { readonly kind: 'put-back'; readonly letter: DeadLetter }
  | { readonly kind: 'duplicate'; readonly letter: DeadLetter; readonly ofSettled: boolean }
  /** It was put back too often. */
  | { readonly kind: 'kept'; readonly letter: DeadLetter }
  | { readonly kind: 'expired'; readonly letter: DeadLetter }
  | Extract<Examined, { readonly kind: 'foreign' }>;

export type RedriveCounts = Record<Verdict['kind'], number>;

export type RedriveSummary = {
  readonly counts: RedriveCounts;
  /** Why the run ended before the last letter. */
  readonly stopped: 'interrupted' | 'limit' | undefined;
};

/**
 * Puts dead letters back to the end of the tenant's topic, in the order in which they were given up, so that those of one
 * device stay in order. What is put back is marked group by group: the next run goes on behind it.
 *
 * @throws {ServiceError} `TOPIC_NOT_READ`, `RECORDS_NOT_WRITTEN`, `MARK_NOT_KEPT`; the next run looks what became of the last group.
 */
export async function redrive(
  tenant: TenantId,
  options: RedriveOptions,
  ports: RedrivePorts,
): Promise<RedriveSummary> {
  const partitions = await letterPartitions(tenant, ports);
  const run = startRun(tenant, options, ports, partitions);
  for (const partition of partitions) {
    await redrivePartition(partition, run);
    if (stopOf(run)) break;
  }
  return { counts: run.counts, stopped: stopOf(run) };
}

type Run = {
  readonly tenant: TenantId;
  readonly options: RedriveOptions;
  readonly ports: RedrivePorts;
  readonly known: ReturnType<typeof noLetters>;
  readonly wasPutBack: PutBackBefore;
  readonly total: number;
  readonly counts: RedriveCounts;
  examined: number;
};

function startRun(
  tenant: TenantId,
  options: RedriveOptions,
  ports: RedrivePorts,
  partitions: readonly LetterPartition[],
): Run {
  return {
    tenant,
    options,
    ports,
    known: noLetters(),
    wasPutBack: putBackBefore(tenant, ports.log, ports.now()),
    total: partitions.reduce((sum, { range }) => sum + range.to - range.from, 0),
    counts: { 'put-back': 0, duplicate: 0, kept: 0, expired: 0, foreign: 0 },
    examined: 0,
  };
}

async function redrivePartition(partition: LetterPartition, run: Run): Promise<void> {
  const group = openLetterGroup(run.tenant, partition, run.options, run.ports);
  for await (const examined of examineLetters(run.tenant, partition, run.ports.log, run.known)) {
    const verdict = await judge(examined, partition, run);
    if (verdict) await carryOut(verdict, group, run);
    run.ports.progress((run.examined += 1), run.total);
    if (stopOf(run)) break;
  }
  await group.close(isAnyMeant(run.options.filter) && stopOf(run) === undefined);
}

/** @returns undefined for a letter that is not meant, or was put back before. */
async function judge(
  examined: Examined,
  partition: LetterPartition,
  { options, ports, wasPutBack }: Run,
): Promise<Verdict | undefined> {
  if (examined.kind === 'foreign') return isAnyMeant(options.filter) ? examined : undefined;
  const { letter } = examined;
  if (examined.kind === 'redriven' || !isMeant(letter, options.filter)) return undefined;
  if (examined.kind === 'duplicate') return examined;
  if (await wasPutBack(letter, partition)) return { kind: 'duplicate', letter, ofSettled: true };
  if (letter.redrives >= options.maxRedrives) return { kind: 'kept', letter };
  const lifetime = readLifetime(new EventHeaders(letter.headers));
  const isExpired = options.honourTimeToLive && hasExpired(lifetime, ports.now());
  return { kind: isExpired ? 'expired' : 'put-back', letter };
}

/** Records of others are of interest when nothing narrows the choice. */
function isAnyMeant(filter: LetterFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

async function carryOut(verdict: Verdict, group: LetterGroup, run: Run): Promise<void> {
  run.counts[verdict.kind] += 1;
  if (verdict.kind === 'put-back') {
    run.known.settled.add(identityOf(verdict.letter));
    await group.putBack(verdict.letter);
    return;
  }
  if (verdict.kind === 'duplicate' && verdict.ofSettled) {
    run.known.settled.add(identityOf(verdict.letter));
    group.drop(verdict.letter);
  }
  run.ports.report(verdict);
}

function stopOf({ ports, counts, options }: Run): RedriveSummary['stopped'] {
  if (ports.signal.aborted) return 'interrupted';
  return counts['put-back'] >= options.limit ? 'limit' : undefined;
}
