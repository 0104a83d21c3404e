import { tenantOfEventAddress } from '../../domain/amqp-addresses.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import { decodeBase64 } from './base64.ts';

/** A message of the event, as far as it is needed whatever it holds. */
export type ActiveMqMessage = {
  readonly tenant: TenantId;
  /** The queue, which has the name of the AMQP 1.0 address. */
  readonly address: string;
  /** The message-id of AMQP 1.0, or the broker's own; the same at each delivery. */
  readonly messageId: string;
  /** Milliseconds since the Unix epoch. */
  readonly brokerInTime: number;
  readonly data: Buffer;
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
};

/** @throws {ServiceError} `BATCH_UNREADABLE` */
export function parseMessage(message: unknown): ActiveMqMessage {
  if (!isObject(message)) throw unreadable('a message is no object');
  const { messageID: messageId, destination, data, brokerInTime, properties } = message;
  if (typeof messageId !== 'string' || messageId === '') throw unreadable('a message has no name');
  const address = isObject(destination) ? destination['physicalName'] : undefined;
  const tenant = typeof address === 'string' ? tenantOfEventAddress(address) : undefined;
  if (typeof address !== 'string' || tenant === undefined) {
    throw unreadable(`${messageId}: the queue holds no events of a tenant`);
  }
  const bytes = typeof data === 'string' ? decodeBase64(data) : Buffer.alloc(0);
  if (bytes === undefined) throw unreadable(`${messageId}: the data is no base64`);
  return {
    tenant,
    address,
    // JMS writes this in front of every name.
    messageId: messageId.replace(/^ID:/, ''),
    brokerInTime: Number.isSafeInteger(brokerInTime) ? Number(brokerInTime) : 0,
    data: bytes,
    envelope: message,
    properties: isObject(properties) ? properties : {},
  };
}

/** ActiveMQ hands over what came by AMQP as it came, unless its connector says `transformer=jms`. Lambda writes properties as text. */
export function isEncoded({ properties }: ActiveMqMessage): boolean {
  return String(properties['JMS_AMQP_NATIVE']) === 'true';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(problem: string): ServiceError {
  return new ServiceError('BATCH_UNREADABLE', problem);
}
