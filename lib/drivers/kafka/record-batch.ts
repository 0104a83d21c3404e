import type { Message } from 'kafkajs';
import crc32C from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';

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
const NULL_LENGTH = -1;

/**
 * Uncompressed, in one buffer.
 *
 * @see Apache Kafka, "Message Format", "Record Batch" and "Record"
 */
export function encodeRecordBatch(batch: RecordBatch): Buffer {
  const bodies = batch.records.map(toBody);
  const bytes = bodies.reduce((sum, { size }) => sum + sizeOfVarint(size) + size, HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(bytes);
  let at = HEADER_BYTES;
  for (const [offsetDelta, body] of bodies.entries()) {
    at = writeBody(buffer, writeVarint(buffer, at, body.size), offsetDelta, body);
  }
  writeHeader(buffer, batch);
  return buffer;
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
  buffer.writeUInt32BE(crc32C(buffer.subarray(CHECKED_FROM)), 17);
}

type Field = string | Buffer | null;
type Body = {
  readonly key: Field;
  readonly value: Field;
  /** Names and values by turns. */
  readonly headers: readonly Field[];
  /** Bytes. */
  readonly size: number;
};

/** Attributes, and the difference to the batch's time stamp: a byte each. */
const FIXED_BYTES = 2;

function toBody(message: UndatedMessage, offsetDelta: number): Body {
  const { key = null, value, headers: byName = {} } = message;
  const headers = toFields(byName);
  let size = FIXED_BYTES + sizeOfVarint(offsetDelta) + sizeOfVarint(headers.length / 2);
  size += sizeOfField(key) + sizeOfField(value);
  for (const field of headers) size += sizeOfField(field);
  return { key, value, headers, size };
}

function toFields(headers: NonNullable<UndatedMessage['headers']>): Field[] {
  const fields: Field[] = [];
  for (const [name, values = null] of Object.entries(headers)) {
    if (!Array.isArray(values)) fields.push(name, values);
    else for (const value of values) fields.push(name, value);
  }
  return fields;
}

/** @returns where the next record begins. */
function writeBody(buffer: Buffer, start: number, offsetDelta: number, body: Body): number {
  buffer.fill(0, start, start + FIXED_BYTES);
  let at = writeVarint(buffer, start + FIXED_BYTES, offsetDelta);
  at = writeField(buffer, at, body.key);
  at = writeField(buffer, at, body.value);
  at = writeVarint(buffer, at, body.headers.length / 2);
  for (const field of body.headers) at = writeField(buffer, at, field);
  return at;
}

function sizeOfField(field: Field): number {
  if (field === null) return sizeOfVarint(NULL_LENGTH);
  const length = Buffer.byteLength(field);
  return sizeOfVarint(length) + length;
}

function writeField(buffer: Buffer, at: number, field: Field): number {
  if (field === null) return writeVarint(buffer, at, NULL_LENGTH);
  if (typeof field !== 'string') {
    const start = writeVarint(buffer, at, field.length);
    return start + field.copy(buffer, start);
  }
  const start = writeVarint(buffer, at, Buffer.byteLength(field));
  return start + buffer.write(field, start);
}

function sizeOfVarint(value: number): number {
  let rest = zigzag(value);
  let bytes = 1;
  while (rest > 0x7f) {
    rest >>>= 7;
    bytes += 1;
  }
  return bytes;
}

/** @returns where the next byte goes. */
function writeVarint(buffer: Buffer, start: number, value: number): number {
  let rest = zigzag(value);
  let at = start;
  while (rest > 0x7f) {
    buffer[at] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
    at += 1;
  }
  buffer[at] = rest;
  return at + 1;
}

/** Small numbers of either sign become small ones without. */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}
