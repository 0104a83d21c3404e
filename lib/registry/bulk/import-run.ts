import { ServiceError } from '../../domain/errors.ts';
import { type Entity, KINDS } from './entity.ts';
import type { Outcome } from './importer.ts';
import { isUnavailable } from './patiently.ts';

/** Something to import, where it stands, and what it is. */
export type Item = {
  readonly line: number;
  /** As a person says it: `line 7`. */
  readonly where: string;
  /** @throws {ServiceError} it is none */
  readonly parse: () => Entity;
};

export type Problem = { readonly where: string; readonly failure: ServiceError };

export type Counts = { readonly [Kind in Entity['kind']]: Readonly<Record<Outcome, number>> };

export type ImportSummary = {
  readonly counts: Counts;
  /** Of lines, whatever they were to hold. */
  readonly failed: number;
  /** Absent when the end was reached. */
  readonly stopped?: {
    readonly reason: 'interrupted' | 'too many errors' | 'store unavailable';
    /** Every line before this one is settled: written, left alone, or reported. */
    readonly resumeAtLine: number;
    readonly cause?: unknown;
  };
};

export type ImportRun = {
  readonly take: (item: Item) => void;
  readonly add: (entity: Entity, outcome: Outcome) => void;
  readonly fail: (item: Item, failure: unknown) => void;
  readonly isOver: () => boolean;
  /** @throws what was no failure of the catalogue */
  readonly summary: () => ImportSummary;
};

export type RunLimits = {
  /** One failed line more ends the import. */
  readonly maxErrors: number;
  /** Ends it in order. */
  readonly signal: AbortSignal;
  readonly report: (problem: Problem) => void;
};

/** Counts what becomes of items, and knows when it is enough. */
export function importRun({ maxErrors, signal, report }: RunLimits): ImportRun {
  const counts = noCounts();
  let failed = 0;
  let nextLine = 1;
  let defect: { readonly cause: unknown } | undefined;
  let outage: { readonly line: number; readonly cause: unknown } | undefined;
  const stopped = (): ImportSummary['stopped'] => {
    if (outage) {
      return { reason: 'store unavailable', resumeAtLine: outage.line, cause: outage.cause };
    }
    if (failed > maxErrors) return { reason: 'too many errors', resumeAtLine: nextLine };
    return signal.aborted ? { reason: 'interrupted', resumeAtLine: nextLine } : undefined;
  };
  return {
    take: ({ line }) => void (nextLine = line + 1),
    add: ({ kind }, outcome) => void counts[kind][outcome]++,
    fail: (item, failure) => {
      if (isUnavailable(failure)) {
        outage = { line: Math.min(item.line, outage?.line ?? item.line), cause: failure };
        return;
      }
      if (!(failure instanceof ServiceError)) {
        defect ??= { cause: failure };
        return;
      }
      failed += 1;
      report({ where: item.where, failure });
    },
    isOver: () => defect !== undefined || stopped() !== undefined,
    summary: () => {
      if (defect) throw defect.cause;
      const ending = stopped();
      return { counts, failed, ...(ending && { stopped: ending }) };
    },
  };
}

function noCounts() {
  const entries = KINDS.map((kind) => [
    kind,
    { created: 0, replaced: 0, skipped: 0, unchanged: 0 },
  ]);
  return Object.fromEntries(entries) as { [Kind in Entity['kind']]: Record<Outcome, number> };
}
