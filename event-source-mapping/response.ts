import type { SourceRecord } from './event.ts';
import { topicPartition } from './event.ts';

/** What a function asked for in its answer. */
export type BatchResponse =
  | { readonly kind: 'all-settled' }
  | { readonly kind: 'some-failed'; readonly failed: ReadonlySet<SourceRecord> }
  /** The answer cannot be honoured, so the whole batch comes again. */
  | { readonly kind: 'invalid'; readonly reason: string };

const ALL_SETTLED: BatchResponse = { kind: 'all-settled' };

/**
 * Reads the answer of a function whose mapping has `ReportBatchItemFailures`.
 *
 * @param records the records of the invoked event; whatever the answer names must be among them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html, partial batch response
 */
export function readBatchResponse(
  payload: unknown,
  records: readonly SourceRecord[],
): BatchResponse {
  if (isEmpty(payload)) return ALL_SETTLED;
  if (!isObject(payload)) return invalid('the answer is not an object');
  const failures = payload['batchItemFailures'];
  if (failures === undefined || failures === null) return ALL_SETTLED;
  if (!Array.isArray(failures)) return invalid('batchItemFailures is not a list');
  return failures.length === 0 ? ALL_SETTLED : readFailures(failures, records);
}

function readFailures(
  failures: readonly unknown[],
  records: readonly SourceRecord[],
): BatchResponse {
  const known = new Map(
    records.map((record) => [position(topicPartition(record), record.offset), record]),
  );
  const failed = new Set<SourceRecord>();
  for (const failure of failures) {
    const named = readIdentifier(failure);
    if (named === undefined) return invalid(`not a batch item failure: ${JSON.stringify(failure)}`);
    const record = known.get(named);
    if (record === undefined) return invalid(`not in the event: ${JSON.stringify(failure)}`);
    failed.add(record);
  }
  return { kind: 'some-failed', failed };
}

function readIdentifier(failure: unknown): string | undefined {
  const identifier = isObject(failure) ? failure['itemIdentifier'] : undefined;
  if (!isObject(identifier)) return undefined;
  const { partition, offset } = identifier as Record<'partition' | 'offset', unknown>;
  const wellFormed = typeof partition === 'string' && Number.isSafeInteger(offset);
  return wellFormed ? position(partition, offset as number) : undefined;
}

function position(partition: string, offset: number): string {
  return `${partition}@${offset}`;
}

/** Nothing returned, null, an empty string, object or list. */
function isEmpty(payload: unknown): boolean {
  if (payload === undefined || payload === null || payload === '') return true;
  return typeof payload === 'object' && Object.keys(payload).length === 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(reason: string): BatchResponse {
  return { kind: 'invalid', reason };
}
