import type { HeldRecord } from './assignments.ts';
import type { LiveBatch } from './live-batch.ts';
import type { Invoked, Observation } from './observation.ts';
import type { InvocationFailure, InvocationResult, Verdict } from './redelivery.ts';

export function toInvoked(
  { records, attempts }: LiveBatch,
  result: InvocationResult | InvocationFailure,
  verdict: Verdict<HeldRecord>,
  durationMs: number,
): Observation {
  const failed = records.length - verdict.settled.length;
  const reason = reasonOf(result, verdict);
  return {
    kind: 'invoked',
    outcome: outcomeOf(result, verdict),
    records: records.length,
    failed,
    attempts,
    durationMs,
    ...(reason === undefined ? {} : { reason }),
  };
}

function outcomeOf(
  { kind }: InvocationResult | InvocationFailure,
  { invalidResponse, again, exhausted }: Verdict<HeldRecord>,
): Invoked['outcome'] {
  if (kind !== 'success') return kind;
  if (invalidResponse !== undefined) return 'invalid-response';
  return again.length + exhausted.length > 0 ? 'partial-failure' : 'success';
}

function reasonOf(
  result: InvocationResult | InvocationFailure,
  verdict: Verdict<HeldRecord>,
): unknown {
  if (result.kind === 'function-error') return result.payload;
  return result.kind === 'invocation-failed' ? result.cause : verdict.invalidResponse;
}
