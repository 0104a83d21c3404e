import { KINDS } from '../../lib/registry/bulk/entity.ts';
import type { ImportSummary, Problem } from '../../lib/registry/bulk/import-run.ts';
import { type Context, writeLine } from '../context.ts';
import { toSentence } from '../failures.ts';

type Stopped = NonNullable<ImportSummary['stopped']>;

const TITLES = { tenant: 'tenants', device: 'devices', credentials: 'credentials' } as const;

export function showSummary(
  { counts, failed, stopped }: ImportSummary,
  { json, dryRun }: { readonly json: boolean; readonly dryRun: boolean },
  { stdout }: Context,
): void {
  if (json) {
    const ending = stopped && { reason: stopped.reason, 'resume-at-line': stopped.resumeAtLine };
    const summary = { 'dry-run': dryRun, ...counts, failed, ...(ending && { stopped: ending }) };
    writeLine(stdout, JSON.stringify(summary));
    return;
  }
  for (const kind of KINDS) {
    const outcomes = Object.entries(counts[kind]).map(([outcome, count]) => `${count} ${outcome}`);
    writeLine(stdout, `${TITLES[kind].padEnd(12)} ${outcomes.join(', ')}`);
  }
  writeLine(stdout, `${'failed'.padEnd(12)} ${failed}`);
  if (dryRun) writeLine(stdout, 'Nothing was written.');
}

export function describeProblem({ where, failure }: Problem): string {
  return `${where}: ${failure.message} (${failure.code})`;
}

/** What was settled is found to be so again; beginning later only saves the time to look. */
export function describeStop(
  { reason, resumeAtLine, cause }: Stopped,
  { dryRun }: { readonly dryRun: boolean },
): string {
  const why = cause === undefined ? reason : `${reason}: ${toSentence(cause)}`;
  if (dryRun) return `stopped, ${why}`;
  return `stopped, ${why}; the same command goes on, with --from-line ${resumeAtLine} without looking at what is done`;
}
