import type { RecordsBatch } from '@platformatic/kafka';
import type { LogRecord } from '../../consumption/redrive/topic-log.ts';

/** Bits of a batch's attributes. @see Apache Kafka, "Message Format", "Record Batch" */
const IS_LOG_APPEND_TIME = 1 << 3;
const IS_CONTROL = 1 << 5;

type Place = Pick<LogRecord, 'topic' | 'partition'>;

/** A batch is delivered whole, so it may begin before the offset that was asked for; control batches hold no records of anyone's. */
export function toLogRecords(place: Place, batches: readonly RecordsBatch[]): readonly LogRecord[] {
  return batches
    .filter(({ attributes }) => (attributes & IS_CONTROL) === 0)
    .flatMap((batch) => batch.records.map((record) => toLogRecord(place, batch, record)));
}

/** Where to read on behind the batches, gaps at their end included. */
export function nextOffset(batches: readonly RecordsBatch[], position: number): number {
  const last = batches.at(-1);
  if (last === undefined) return position;
  return Math.max(position, Number(last.firstOffset) + last.lastOffsetDelta + 1);
}

function toLogRecord(
  place: Place,
  batch: RecordsBatch,
  record: RecordsBatch['records'][number],
): LogRecord {
  const isAppendTime = (batch.attributes & IS_LOG_APPEND_TIME) !== 0;
  const time = isAppendTime ? batch.maxTimestamp : batch.firstTimestamp + record.timestampDelta;
  return {
    ...place,
    offset: Number(batch.firstOffset) + record.offsetDelta,
    timestampMs: Number(time),
    key: record.key,
    value: record.value,
    headers: record.headers.map(([name, value]) => ({
      name: name?.toString() ?? '',
      value: value ?? NO_BYTES,
    })),
  };
}

const NO_BYTES = Buffer.alloc(0);
