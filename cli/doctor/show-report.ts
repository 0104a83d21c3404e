import { type Context, writeLine } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Checked } from './check.ts';
import type { Finding } from './finding.ts';

export function showReport(checked: readonly Checked[], { stdout, stderr }: Context): void {
  const findings = findingsOf(checked);
  const notMade = checked.flatMap((one) => ('notChecked' in one ? [one] : []));
  for (const finding of findings) writeLine(stdout, describe(finding));
  for (const { name, notChecked } of notMade) {
    writeLine(stdout, `unknown  ${name}: not checked, ${notChecked}`);
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  writeLine(
    stderr,
    `${checked.length} checks: ${errors} errors, ${warnings} warnings, ${notMade.length} not made`,
  );
}

/** 1 for findings, 2 when something could not be looked at, 0 when all is well. */
export function toExitCode(checked: readonly Checked[]): ExitCode {
  if (findingsOf(checked).length > 0) return exitCodes.failed;
  return checked.some((one) => 'notChecked' in one) ? exitCodes.notChecked : exitCodes.done;
}

function findingsOf(checked: readonly Checked[]): Finding[] {
  const findings = checked.flatMap((one) => ('findings' in one ? one.findings : []));
  return findings.toSorted((one, other) => one.severity.localeCompare(other.severity));
}

function describe({ severity, subject, what, remedy }: Finding): string {
  return `${severity.padEnd(7)}  ${subject}: ${what} · ${remedy}`;
}
