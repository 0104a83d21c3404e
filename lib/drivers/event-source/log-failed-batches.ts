import { ServiceError } from '../../domain/errors.ts';
import type { Log } from '../../domain/log.ts';

/** A middleware. The failure goes on to the event source mapping, which delivers the whole batch again. */
export function logFailedBatches(log: Log) {
  return {
    onError: ({ error }: { readonly error: unknown }): void => {
      log.error('batch failed', {
        code: error instanceof ServiceError ? error.code : 'DEFECT',
        reason: error instanceof Error ? error.message : String(error),
        stack: error instanceof ServiceError ? undefined : (error as Error | null)?.stack,
      });
    },
  };
}
