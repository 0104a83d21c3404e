import type { LogRecord } from '../../consumption/redrive/topic-log.ts';
import type { ReplayTarget } from '../../consumption/replay/replay-target.ts';
import { ServiceError } from '../../domain/errors.ts';

/** Hands an event over as an event source mapping does, and gives the function's answer. */
export type InvokeFunction = (event: object) => Promise<unknown>;

/** A function that an event source mapping invokes otherwise. */
export function functionTarget(invoke: InvokeFunction): ReplayTarget {
  return {
    deliver: async (records) => {
      const answer = await invoke(toKafkaEvent(records));
      const failed = failedIn(answer);
      const known = new Set(records.map(nameOf));
      if ([...failed].some((name) => !known.has(name))) throw unreadable();
      return records.filter((record) => failed.has(nameOf(record)));
    },
  };
}

/** @see AWS Lambda, "Using Lambda with Amazon MSK", example event */
export function toKafkaEvent(records: readonly LogRecord[]): object {
  const groups = Map.groupBy(records, ({ topic, partition }) => `${topic}-${partition}`);
  const entries = [...groups].map(([name, group]) => [name, group.map(toEventRecord)]);
  return { eventSource: 'aws:kafka', records: Object.fromEntries(entries) };
}

function toEventRecord(record: LogRecord): object {
  return {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestamp: record.timestampMs,
    timestampType: 'CREATE_TIME',
    ...(record.key && { key: toBase64(record.key) }),
    ...(record.value && { value: toBase64(record.value) }),
    headers: record.headers.map(({ name, value }) => ({
      [name]: Array.from(new Int8Array(value)),
    })),
  };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** As `topic-partition` and offset name them. Nothing, or no list, means that all are settled, as for the mapping. */
function failedIn(answer: unknown): ReadonlySet<string> {
  const failures = isObject(answer) ? (answer['batchItemFailures'] ?? []) : [];
  if (!Array.isArray(failures)) throw unreadable();
  return new Set(failures.map(toName));
}

function toName(failure: unknown): string {
  const item = isObject(failure) ? failure['itemIdentifier'] : undefined;
  if (!isObject(item) || typeof item['offset'] !== 'number') throw unreadable();
  return `${String(item['partition'])} ${item['offset']}`;
}

function nameOf({ topic, partition, offset }: LogRecord): string {
  return `${topic}-${partition} ${offset}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(): ServiceError {
  return new ServiceError('FUNCTION_NOT_INVOKED', 'the answer of the function is not understood');
}
