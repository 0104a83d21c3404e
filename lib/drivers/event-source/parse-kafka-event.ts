import type { PartitionBatch, Received, RecordHeader } from '../../consumption/received.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import { tenantOfEventTopic } from '../../domain/topics.ts';
import { decodeBase64 } from './base64.ts';
import { areBytes, ByteListHeader } from './byte-list-header.ts';

/** The largest batch size of an event source mapping. @see AWS Lambda, `CreateEventSourceMapping`, "BatchSize" */
const MAX_RECORDS = 10_000;

/**
 * Reads the event of a Kafka event source mapping, of Amazon MSK or of a cluster of one's own. Nothing is read but
 * `records`: events that come again may lack all other members.
 *
 * @throws {ServiceError} `BATCH_UNREADABLE` for anything else; the batch then comes again, and nothing is lost.
 */
export function parseKafkaEvent(event: unknown): PartitionBatch[] {
  const groups = isObject(event) ? event['records'] : undefined;
  if (!isObject(groups)) throw new ServiceError('BATCH_UNREADABLE', 'the event has no records');
  const batches = Object.entries(groups).map(([name, records]) => parseGroup(name, records));
  const total = batches.reduce((sum, batch) => sum + batch.records.length, 0);
  if (total > MAX_RECORDS) {
    throw new ServiceError('BATCH_UNREADABLE', `the event has ${total} records`);
  }
  return batches;
}

function parseGroup(name: string, records: unknown): PartitionBatch {
  if (!Array.isArray(records)) throw unreadable(name, 'its records are no list');
  const group = parseGroupName(name);
  return { name, records: records.map((record) => parseRecord(record, group)) };
}

type Group = {
  readonly name: string;
  readonly topic: string;
  readonly partition: number;
  /** Undefined for a topic that holds no tenant's events. */
  readonly tenant: TenantId | undefined;
};

/** A topic may contain hyphens, so the partition is what follows the last. */
function parseGroupName(name: string): Group {
  const hyphen = name.lastIndexOf('-');
  const topic = name.slice(0, Math.max(hyphen, 0));
  const digits = name.slice(hyphen + 1);
  const partition = /^\d{1,10}$/.test(digits) ? Number(digits) : NaN;
  return { name, topic, partition, tenant: tenantOfEventTopic(topic) };
}

/** What the record says of its topic and partition counts more than the name of its group. */
function parseRecord(record: unknown, group: Group): Received {
  if (!isObject(record)) throw unreadable(group.name, 'a record is no object');
  const topic = record['topic'] ?? group.topic;
  const tenant =
    topic === group.topic || typeof topic !== 'string' ? group.tenant : tenantOfEventTopic(topic);
  if (typeof topic !== 'string' || tenant === undefined) {
    throw unreadable(group.name, 'the topic holds no events of a tenant');
  }
  return {
    tenant,
    topic,
    partition: parseNatural(record['partition'] ?? group.partition, 'partition', group),
    offset: parseNatural(record['offset'], 'offset', group),
    timestampMs: parseTimestamp(record['timestamp'], group),
    key: parseBytes(record['key'], 'key', group),
    value: parseBytes(record['value'], 'value', group),
    headers: parseHeaders(record['headers'], group),
  };
}

function parseNatural(value: unknown, member: string, group: Group): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw unreadable(group.name, `the ${member} of a record is no whole number`);
}

/** As Kafka has it, -1 stands for none. */
function parseTimestamp(value: unknown, group: Group): number {
  if (value === undefined || value === null || value === -1) return -1;
  return parseNatural(value, 'timestamp', group);
}

function parseBytes(value: unknown, member: string, group: Group): Uint8Array | null {
  if (value === undefined || value === null) return null;
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (bytes === undefined) throw unreadable(group.name, `the ${member} of a record is no base64`);
  return bytes;
}

function parseHeaders(value: unknown, group: Group): readonly RecordHeader[] {
  if (value === undefined || value === null) return NO_HEADERS;
  if (!Array.isArray(value)) throw unreadable(group.name, 'the headers of a record are no list');
  const headers: RecordHeader[] = [];
  for (const header of value) appendHeaders(header, headers, group);
  return headers;
}

const NO_HEADERS: readonly RecordHeader[] = [];

/** AWS writes one member an object; whoever writes several means several headers. */
function appendHeaders(header: unknown, headers: RecordHeader[], group: Group): void {
  if (!isObject(header)) throw unreadable(group.name, 'a header is no object');
  for (const name in header) {
    const value = header[name] ?? NO_BYTES;
    if (!areBytes(value)) throw unreadable(group.name, 'a header is no list of bytes');
    headers.push(new ByteListHeader(name, value));
  }
}

/** Kafka knows headers without a value; the event has no form of its own for them. */
const NO_BYTES: readonly number[] = [];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(group: string, problem: string): ServiceError {
  return new ServiceError('BATCH_UNREADABLE', `${group}: ${problem}`);
}
