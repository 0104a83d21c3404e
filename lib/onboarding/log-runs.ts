import { ServiceError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import { logFinding } from './findings.ts';
import type { Summary } from './reconcile.ts';
import type { Reports } from './run.ts';

/** One line for each finding and each failure, and one for a run that did or found something. */
export function logRuns(log: Log): Reports & {
  readonly reportDone: (summary: Summary) => void;
  readonly reportTrusted: (authorities: number) => void;
} {
  return {
    reportFinding: logFinding(log),
    reportFailure: (tenant, reason) => {
      log.error('tenant not reconciled', {
        tenant,
        code: reason instanceof ServiceError ? reason.code : undefined,
        reason: String(reason),
      });
    },
    reportTrusted: (authorities) => log.info('truststore changed', { authorities }),
    reportDone: ({ tenants, ...tally }) => {
      const isQuiet = Object.values(tally).every((number) => number === 0);
      if (!isQuiet) log.info('tenants reconciled', { tenants, ...tally });
    },
  };
}
