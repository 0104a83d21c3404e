import type { Message } from 'kafkajs';
import { crc32c } from './crc32c.ts';
import {
  type Field,
  MOST_BYTES_OF_A_VARINT,
  roomFor,
  writeField,
  writeVarint,
} from './record-fields.ts';

/** Records of one partition, and what makes the broker take them once only. */
export type RecordBatch = {
  readonly records: readonly UndatedMessage[];
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  /** Milliseconds since the Unix epoch; the time stamp of every record. */
  readonly createdAtMs: number;
};

/** Kafka's own time stamp is the batch's. */
export type UndatedMessage = Pick<Message, 'key' | 'value' | 'headers'>;

const HEADER_BYTES = 61;
/** Offset, length, leader epoch, magic and checksum stand before what the checksum covers. */
const CHECKED_FROM = 21;
/** The format since Kafka 0.11. */
const MAGIC = 2;

/**
 * Uncompressed, in one buffer.
 *
 * @see Apache Kafka, "Message Format", "Record Batch" and "Record"
 */
export function encodeRecordBatch(batch: RecordBatch): Buffer {
  const { records } = batch;
  const headers = records.map((record) => toFields(record.headers ?? {}));
  let room = HEADER_BYTES;
  for (const [index, record] of records.entries()) room += roomForRecord(record, headers[index]);
  const buffer = Buffer.allocUnsafe(room);
  let end = HEADER_BYTES;
  for (const [index, record] of records.entries()) {
    end = writeRecord(buffer, end, index, record, headers[index] ?? []);
  }
  const written = buffer.subarray(0, end);
  writeHeader(written, batch);
  return written;
}

function writeHeader(buffer: Buffer, batch: RecordBatch): void {
  const { records, createdAtMs } = batch;
  buffer.fill(0, 0, HEADER_BYTES);
  buffer.writeInt32BE(buffer.length - 12, 8);
  buffer.writeInt8(MAGIC, 16);
  buffer.writeInt32BE(records.length - 1, 23);
  buffer.writeBigInt64BE(BigInt(createdAtMs), 27);
  buffer.writeBigInt64BE(BigInt(createdAtMs), 35);
  buffer.writeBigInt64BE(batch.producerId, 43);
  buffer.writeInt16BE(batch.producerEpoch, 51);
  buffer.writeInt32BE(batch.firstSequence, 53);
  buffer.writeInt32BE(records.length, 57);
  buffer.writeUInt32BE(crc32c(buffer.subarray(CHECKED_FROM)), 17);
}

/** Names and values by turns. */
function toFields(headers: NonNullable<UndatedMessage['headers']>): Field[] {
  const fields: Field[] = [];
  for (const [name, values = null] of Object.entries(headers)) {
    if (!Array.isArray(values)) fields.push(name, values);
    else for (const value of values) fields.push(name, value);
  }
  return fields;
}

/** Attributes, and the difference to the batch's time stamp: a byte each. */
const FIXED_BYTES = 2;

function roomForRecord(
  { key = null, value }: UndatedMessage,
  headers: readonly Field[] = [],
): number {
  let room = 3 * MOST_BYTES_OF_A_VARINT + FIXED_BYTES + roomFor(key) + roomFor(value);
  for (const field of headers) room += roomFor(field);
  return room;
}

/**
 * A record begins with its length, which is known only when it has been written: it is moved to where its length ends.
 *
 * @returns where the next record begins.
 */
function writeRecord(
  buffer: Buffer,
  start: number,
  offsetDelta: number,
  { key = null, value }: UndatedMessage,
  headers: readonly Field[],
): number {
  const body = start + MOST_BYTES_OF_A_VARINT;
  buffer[body] = 0;
  buffer[body + 1] = 0;
  let end = writeVarint(buffer, body + FIXED_BYTES, offsetDelta);
  end = writeField(buffer, end, key);
  end = writeField(buffer, end, value);
  end = writeVarint(buffer, end, headers.length / 2);
  for (const field of headers) end = writeField(buffer, end, field);
  const at = writeVarint(buffer, start, end - body);
  buffer.copyWithin(at, body, end);
  return at + end - body;
}
