import type { TenantId } from '../domain/identifiers.ts';
import type { Finding } from './findings.ts';
import { workOff } from './work-off.ts';

/** What became of a piece of work that did not fail. */
export type Outcome =
  | { readonly kind: 'changed' | 'removed' }
  /** Something is on its way, and another run has to go on from there. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'found'; readonly finding: Finding };

export type Tally = {
  /** Tenants whose topics or mapping were touched. */
  readonly changed: number;
  readonly removed: number;
  readonly findings: number;
  readonly failed: number;
  /** Left to the next run, for want of time or because something is on its way. */
  readonly unfinished: number;
};

export type Reports = {
  readonly reportFinding: (finding: Finding) => void;
  /** @param tenant undefined for the topics that belong to none */
  readonly reportFailure: (tenant: TenantId | undefined, reason: unknown) => void;
};

/** One run of the reconciler: it counts what happens, and ends in time. */
export type Run = {
  readonly find: (finding: Finding) => void;
  /** Pieces fail each by itself, and are told. Those for which there is no time are left to the next run. */
  readonly each: <Piece extends { readonly tenant: TenantId | undefined }>(
    pieces: readonly Piece[],
    work: (piece: Piece) => Promise<Outcome>,
  ) => Promise<void>;
  readonly tally: () => Tally;
};

/** Tenants that are worked on at the same time. */
const AT_ONCE = 4;
/** Milliseconds before the time-out in which no tenant is begun. */
const RESERVE_MS = 15_000;

export function beginRun(
  { reportFinding, reportFailure }: Reports,
  remainingMs: () => number,
  random: () => number,
): Run {
  const tally = { changed: 0, removed: 0, findings: 0, failed: 0, unfinished: 0 };
  const limits = { hasTime: () => remainingMs() > RESERVE_MS, atOnce: AT_ONCE, random };
  const find = (finding: Finding) => {
    tally.findings += 1;
    reportFinding(finding);
  };
  const count = (outcome: Outcome) => {
    if (outcome.kind === 'found') find(outcome.finding);
    else if (outcome.kind === 'pending') tally.unfinished += 1;
    else tally[outcome.kind] += 1;
  };
  return {
    find,
    each: async (pieces, work) => {
      const attempt = async (piece: (typeof pieces)[number]) => {
        try {
          count(await work(piece));
        } catch (reason) {
          tally.failed += 1;
          reportFailure(piece.tenant, reason);
        }
      };
      const left = await workOff(pieces, attempt, limits);
      tally.unfinished += left;
    },
    tally: () => ({ ...tally }),
  };
}
