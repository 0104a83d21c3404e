import { type FailureCode, ServiceError } from './errors.ts';
import type { QuotaState } from './quota.ts';

/** There was too much of something; after a while there may be more of it. */
export class LimitExceeded extends ServiceError {
  readonly retryAfterSeconds: number;
  /** What applies to the caller, as far as it may know. */
  readonly quotas: readonly QuotaState[];

  /** @param retryAfterSeconds a whole number, at least 1 */
  constructor(
    code: FailureCode,
    message: string,
    retryAfterSeconds: number,
    quotas: readonly QuotaState[] = [],
  ) {
    super(code, message);
    this.retryAfterSeconds = retryAfterSeconds;
    this.quotas = quotas;
  }
}
