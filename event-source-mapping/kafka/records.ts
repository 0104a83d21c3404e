import type { RecordsBatch } from '@platformatic/kafka';
import type { SourceRecord, TopicPartition } from '../event.ts';

/** Bits of a batch's attributes. @see https://kafka.apache.org/documentation/#recordbatch */
const IS_LOG_APPEND_TIME = 1 << 3;
const IS_CONTROL = 1 << 5;

/**
 * The records of fetched batches from an offset on. A batch is delivered whole, so it may begin before the offset asked
 * for; control batches hold no records of anyone's.
 */
export function toSourceRecords(
  partition: TopicPartition,
  batches: readonly RecordsBatch[],
  fromOffset: number,
): readonly SourceRecord[] {
  return batches
    .filter(({ attributes }) => (attributes & IS_CONTROL) === 0)
    .flatMap((batch) => batch.records.map((record) => toSourceRecord(partition, batch, record)))
    .filter(({ offset }) => offset >= fromOffset);
}

/** Where to read on behind the batches, gaps at their end included. */
export function offsetBehind(batches: readonly RecordsBatch[], fromOffset: number): number {
  const last = batches.at(-1);
  return last === undefined ? fromOffset : Number(last.firstOffset) + last.lastOffsetDelta + 1;
}

function toSourceRecord(
  { topic, partition }: TopicPartition,
  batch: RecordsBatch,
  record: RecordsBatch['records'][number],
): SourceRecord {
  const isLogAppendTime = (batch.attributes & IS_LOG_APPEND_TIME) !== 0;
  const timestamp = isLogAppendTime
    ? batch.maxTimestamp
    : batch.firstTimestamp + record.timestampDelta;
  return {
    topic,
    partition,
    offset: Number(batch.firstOffset) + record.offsetDelta,
    timestampMs: Number(timestamp),
    timestampType: isLogAppendTime ? 'LOG_APPEND_TIME' : 'CREATE_TIME',
    key: record.key,
    value: record.value,
    headers: record.headers.map(([name, value]) => [name?.toString() ?? '', value]),
  };
}
