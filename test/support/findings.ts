import type { Finding } from '../../cli/doctor/finding.ts';

/** A finding as a test reads it, without what to do beside it. */
export function told(finding: Finding | undefined): string {
  return `${finding?.severity} ${finding?.subject}: ${finding?.what}`;
}
