import {
  type AbsentMembers,
  type EventOrigin,
  type KafkaEvent,
  type SourceRecord,
  toKafkaEvent,
  topicPartition,
} from '../event.ts';
import type { Condition, GivenUp } from './given-up.ts';

/** What Lambda tells a destination of records that it gave up; offsets are texts, times are ISO 8601. */
export type InvocationRecord = {
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    /** A topic of Kafka is told `RetriesExhausted`, every other destination `RetryAttemptsExhausted`. */
    readonly condition: Condition | 'RetriesExhausted';
    readonly approximateInvokeCount: number;
  };
  /** Null when the function was not run. */
  readonly responseContext: {
    readonly statusCode: 200;
    readonly executedVersion: '$LATEST';
    /** Absent when the function answered, and reported failures. */
    readonly functionError?: 'Unhandled';
  } | null;
  readonly version: '1.0';
  readonly timestamp: string;
  readonly KafkaBatchInfo: KafkaBatchInfo;
  /** Of a bucket the event as a text, of a topic of Kafka the event; absent elsewhere. */
  readonly payload?: string | KafkaEvent;
};

type KafkaBatchInfo = {
  readonly batchSize: number;
  readonly eventSourceArn?: string;
  readonly bootstrapServers?: string;
  /** Bytes of the event as JSON. */
  readonly payloadSize: number;
  /** By topic-partition; a topic of Kafka is told `recordInfo` instead, as each of its messages is about one record. */
  readonly recordsInfo?: Readonly<Record<string, RecordsInfo>>;
  readonly recordInfo?: { readonly offset: string; readonly timestamp: string };
};

type RecordsInfo = Readonly<
  Record<
    'firstRecordOffset' | 'lastRecordOffset' | 'firstRecordTimestamp' | 'lastRecordTimestamp',
    string
  >
>;

export type RecordContext = {
  readonly requestId: string;
  readonly functionArn: string;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
  readonly origin: EventOrigin;
  readonly absentMembers: AbsentMembers;
};

/**
 * For SQS and SNS without the event, for S3 with it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
export function toInvocationRecord(
  givenUp: GivenUp,
  context: RecordContext,
  kind: 'sqs' | 'sns' | 's3',
): InvocationRecord {
  const event = JSON.stringify(toEvent(givenUp.records, context));
  return {
    ...describe(givenUp, context, context.functionArn, givenUp.condition),
    KafkaBatchInfo: {
      ...batchInfo(givenUp.records, event, context.origin),
      recordsInfo: toRecordsInfo(givenUp.records),
    },
    ...(kind === 's3' ? { payload: event } : {}),
  };
}

/**
 * One for each record.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html
 */
export function toTopicRecord(
  givenUp: GivenUp,
  record: SourceRecord,
  context: RecordContext,
): InvocationRecord {
  const { condition } = givenUp;
  const payload = toEvent([record], context);
  const functionArn = `${context.functionArn}:$LATEST`;
  const told = condition === 'RetryAttemptsExhausted' ? 'RetriesExhausted' : condition;
  return {
    ...describe(givenUp, context, functionArn, told),
    KafkaBatchInfo: {
      ...batchInfo([record], JSON.stringify(payload), context.origin),
      recordInfo: { offset: String(record.offset), timestamp: toTime(record.timestampMs) },
    },
    payload,
  };
}

function describe(
  { runs, lastRun }: GivenUp,
  { requestId, nowMs }: RecordContext,
  functionArn: string,
  condition: InvocationRecord['requestContext']['condition'],
): Omit<InvocationRecord, 'KafkaBatchInfo'> {
  const functionError = lastRun === 'function-error' ? { functionError: 'Unhandled' as const } : {};
  return {
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: runs },
    responseContext:
      lastRun === undefined
        ? null
        : { statusCode: 200, executedVersion: '$LATEST', ...functionError },
    version: '1.0',
    timestamp: toTime(nowMs),
  };
}

function batchInfo(
  { length: batchSize }: readonly SourceRecord[],
  event: string,
  { eventSourceArn, bootstrapServers }: EventOrigin,
): KafkaBatchInfo {
  return {
    batchSize,
    ...(eventSourceArn === undefined ? {} : { eventSourceArn }),
    ...(bootstrapServers === undefined ? {} : { bootstrapServers }),
    payloadSize: Buffer.byteLength(event),
  };
}

function toRecordsInfo(records: readonly SourceRecord[]): Record<string, RecordsInfo> {
  const groups = Map.groupBy(records, topicPartition);
  return Object.fromEntries([...groups].map(([name, group]) => [name, toSpan(group)]));
}

function toSpan(records: readonly SourceRecord[]): RecordsInfo {
  const [first, last] = [records[0], records.at(-1)];
  return {
    firstRecordOffset: String(first?.offset),
    lastRecordOffset: String(last?.offset),
    firstRecordTimestamp: toTime(first?.timestampMs ?? 0),
    lastRecordTimestamp: toTime(last?.timestampMs ?? 0),
  };
}

function toEvent(records: readonly SourceRecord[], { origin, absentMembers }: RecordContext) {
  return toKafkaEvent(records, origin, absentMembers);
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
