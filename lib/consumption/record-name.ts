import type { Position } from './consumed-event.ts';

/**
 * `topic/partition/offset/timestamp`: one record for ever, even if its topic is made again. A topic has no slash. An AMQP
 * message is named by what its sender called it, and when.
 */
export function recordName(position: Position): string {
  const { topic, partition, offset, timestampMs, messageId } = position;
  const place = messageId === undefined ? offset : encodeURIComponent(messageId);
  return `${topic}/${partition}/${place}/${timestampMs}`;
}

/** @returns undefined for what {@link recordName} does not write of a record of Kafka. */
export function parseRecordName(text: string): Position | undefined {
  const [, topic, partition, offset, timestampMs] = RECORD_NAME.exec(text) ?? [];
  if (topic === undefined) return undefined;
  return {
    topic,
    partition: Number(partition),
    offset: Number(offset),
    timestampMs: Number(timestampMs),
  };
}

const RECORD_NAME = /^([A-Za-z0-9._-]{1,249})\/(\d{1,10})\/(\d{1,16})\/(-?\d{1,16})$/;
