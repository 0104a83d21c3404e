import type { SourceRecord } from './event.ts';
import { topicPartition } from './event.ts';
import { RETRY_ATTEMPTS, RETRY_ATTEMPTS_WITH_DESTINATION } from './limits.ts';
import { type BatchResponse, readBatchResponse } from './response.ts';
import type { MappingSettings } from './settings.ts';

/** What became of an invocation; Lambda retries all kinds but a success. */
export type InvocationResult =
  | { readonly kind: 'success'; readonly payload: unknown }
  /** The function threw or ran out of time. */
  | { readonly kind: 'function-error'; readonly payload: unknown }
  | { readonly kind: 'throttled' };

/** An invocation that was not answered at all. */
export type InvocationFailure = { readonly kind: 'invocation-failed'; readonly cause: unknown };

/**
 * What comes again after a partial answer, which AWS leaves open: `items` is exactly the records listed, `rewind` is
 * everything of a partition from its lowest failed offset on.
 */
export type Redelivery = 'items' | 'rewind';

export type Attempted<R extends SourceRecord> = {
  /** In the order of the event: each partition by ascending offset. */
  readonly records: readonly R[];
  /** How often the function has been run with these records, this time included. */
  readonly attempts: number;
};

export type Verdict<R extends SourceRecord> = {
  readonly settled: readonly R[];
  /** Batches to hand out again, in this order. */
  readonly again: readonly Attempted<R>[];
  /** Given up: a mapping with a failure destination would send them there. */
  readonly exhausted: readonly R[];
  /** Why an answer was not honoured. */
  readonly invalidResponse?: string;
};

export type JudgementRules = Pick<
  MappingSettings,
  | 'FunctionResponseTypes'
  | 'MaximumRetryAttempts'
  | 'BisectBatchOnFunctionError'
  | 'DestinationConfig'
>;

/**
 * Decides, record by record, what an invocation settled and what comes again.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 */
export function judge<R extends SourceRecord>(
  batch: Attempted<R>,
  result: InvocationResult | InvocationFailure,
  rules: JudgementRules,
  redelivery: Redelivery,
): Verdict<R> {
  const wasRun = result.kind === 'success' || result.kind === 'function-error';
  if (!wasRun) return { settled: [], again: [batch], exhausted: [] };
  if (result.kind === 'function-error') return wholeBatchFailed(batch, rules);
  const takesPartialAnswers = rules.FunctionResponseTypes?.includes('ReportBatchItemFailures');
  if (takesPartialAnswers !== true) return allSettled(batch);
  return judgeAnswer(batch, readBatchResponse(result.payload, batch.records), rules, redelivery);
}

function judgeAnswer<R extends SourceRecord>(
  batch: Attempted<R>,
  answer: BatchResponse,
  rules: JudgementRules,
  redelivery: Redelivery,
): Verdict<R> {
  if (answer.kind === 'all-settled') return allSettled(batch);
  if (answer.kind === 'invalid') {
    return { ...comesAgain(batch, rules, []), invalidResponse: answer.reason };
  }
  const { failed } = answer;
  const again = redelivery === 'items' ? failed : rewound(batch.records, failed);
  const settled = batch.records.filter((record) => !again.has(record));
  return comesAgain(
    { ...batch, records: batch.records.filter((record) => again.has(record)) },
    rules,
    settled,
  );
}

function allSettled<R extends SourceRecord>({ records }: Attempted<R>): Verdict<R> {
  return { settled: records, again: [], exhausted: [] };
}

/** The failed records and all that follow one in its partition. */
function rewound(
  records: readonly SourceRecord[],
  failed: ReadonlySet<SourceRecord>,
): ReadonlySet<SourceRecord> {
  const lowest = new Map<string, number>();
  for (const record of failed) {
    const key = topicPartition(record);
    lowest.set(key, Math.min(record.offset, lowest.get(key) ?? Infinity));
  }
  return new Set(
    records.filter((record) => record.offset >= (lowest.get(topicPartition(record)) ?? Infinity)),
  );
}

/** Halving is not an attempt: both halves keep the count. */
function wholeBatchFailed<R extends SourceRecord>(
  batch: Attempted<R>,
  rules: JudgementRules,
): Verdict<R> {
  const { records } = batch;
  if (rules.BisectBatchOnFunctionError !== true || records.length < 2) {
    return comesAgain(batch, rules, []);
  }
  const middle = Math.ceil(records.length / 2);
  const first = { ...batch, records: records.slice(0, middle) };
  const second = { ...batch, records: records.slice(middle) };
  return { settled: [], again: [first, second], exhausted: [] };
}

function comesAgain<R extends SourceRecord>(
  batch: Attempted<R>,
  rules: JudgementRules,
  settled: readonly R[],
): Verdict<R> {
  const maximum = maximumRetryAttempts(rules);
  if (maximum !== -1 && batch.attempts > maximum) {
    return { settled, again: [], exhausted: batch.records };
  }
  return { settled, again: [{ ...batch, attempts: batch.attempts + 1 }], exhausted: [] };
}

function maximumRetryAttempts(rules: JudgementRules): number {
  const configured = rules.MaximumRetryAttempts ?? RETRY_ATTEMPTS.default;
  const endless = configured === RETRY_ATTEMPTS.default;
  return endless && rules.DestinationConfig !== undefined
    ? RETRY_ATTEMPTS_WITH_DESTINATION
    : configured;
}
