import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import type { Outcome } from '../lambda/outcome.ts';

/** @see AWS Lambda, "Using AWS Lambda with Amazon DynamoDB", example event */
export function toStreamEvent(records: readonly StreamRecord[]) {
  return { Records: records.map(toEventRecord) };
}

function toEventRecord({ dynamodb: change, ...record }: StreamRecord) {
  const created = change?.ApproximateCreationDateTime;
  return {
    ...record,
    dynamodb: {
      ...change,
      ...(created && { ApproximateCreationDateTime: created.getTime() / 1000 }),
    },
  };
}

/**
 * What has to be handed over again: everything from the lowest sequence number that the function names, or all when the
 * invocation failed, or names none of the batch.
 *
 * @see AWS Lambda, "Configuring partial batch response with DynamoDB and Lambda"
 */
export function unsettledOf(
  records: readonly StreamRecord[],
  outcome: Outcome,
): readonly StreamRecord[] {
  if (outcome.kind !== 'returned') return records;
  const failures = failuresOf(outcome.payload);
  if (failures.length === 0) return [];
  const first = records.findIndex(({ dynamodb: change }) =>
    failures.includes(change?.SequenceNumber),
  );
  return records.slice(Math.max(first, 0));
}

function failuresOf(payload: unknown): readonly unknown[] {
  const failures = (payload as { batchItemFailures?: unknown } | null)?.batchItemFailures;
  if (!Array.isArray(failures)) return [];
  return failures.map((one: { itemIdentifier?: unknown } | null) => one?.itemIdentifier);
}
