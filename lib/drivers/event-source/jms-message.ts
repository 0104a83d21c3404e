import type { Received, RecordHeader } from '../../consumption/received.ts';
import { HEADER } from '../../domain/header-names.ts';
import type { ActiveMqMessage } from './active-mq-message.ts';

/**
 * A message that ActiveMQ has taken apart: with `transformer=jms`, or because it did not come by AMQP. The properties that JMS
 * keeps for itself are none of the event's.
 *
 * @see Apache ActiveMQ, "AMQP", Message Transformations
 */
export function fromJmsMessage(message: ActiveMqMessage): Received {
  const { tenant, address, messageId, envelope, properties, data } = message;
  const timestampMs = timeOf(envelope['timestamp']);
  const device = properties[HEADER.deviceId];
  return {
    tenant,
    topic: address,
    partition: 0,
    offset: 0,
    timestampMs,
    messageId,
    key: device === undefined || device === null ? null : Buffer.from(textOf(device)),
    value: data.length === 0 ? null : data,
    headers: [...ownHeaders(message, timestampMs), ...applicationHeaders(properties)],
  };
}

/** They come first, because of a repeated name the first counts. */
function ownHeaders(
  { properties, envelope }: ActiveMqMessage,
  timestampMs: number,
): RecordHeader[] {
  return [
    ...toHeader(HEADER.contentType, properties['JMS_AMQP_ContentType']),
    ...toHeader('content-encoding', properties['JMS_AMQP_ContentEncoding']),
    ...(timestampMs < 0 ? [] : toHeader(HEADER.creationTime, timestampMs)),
    ...toHeader(HEADER.timeToLive, timeToLiveOf(timeOf(envelope['expiration']), timestampMs)),
  ];
}

/** JMS says when a message ends; AWS's example has a number that can only be how long it lives. */
function timeToLiveOf(expiration: number, timestampMs: number): number | undefined {
  if (expiration <= 0) return undefined;
  return expiration < timestampMs ? expiration : expiration - Math.max(timestampMs, 0);
}

/** Lambda writes some times as text. @returns -1 for none */
function timeOf(value: unknown): number {
  const time = typeof value === 'string' ? Number(value) : value;
  return typeof time === 'number' && Number.isSafeInteger(time) ? time : -1;
}

function applicationHeaders(properties: ActiveMqMessage['properties']): RecordHeader[] {
  return Object.entries(properties)
    .filter(([name]) => !/^JMSX?_?/.test(name))
    .flatMap(([name, value]) => toHeader(name, value));
}

function toHeader(name: string, value: unknown): RecordHeader[] {
  if (value === undefined || value === null) return [];
  return [{ name, value: Buffer.from(textOf(value)) }];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
