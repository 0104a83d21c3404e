import type { PartitionBatch, Received } from '../../consumption/received.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import { type ActiveMqMessage, isEncoded, parseMessage } from './active-mq-message.ts';
import { fromJmsMessage } from './jms-message.ts';

/** The largest batch size of an event source mapping. @see AWS Lambda, `CreateEventSourceMapping`, "BatchSize" */
const MAX_MESSAGES = 10_000;

/** Reads an encoded AMQP 1.0 message; throws when it is none. */
export type ReadEncoded = (encoded: Buffer, origin: MessageOrigin) => Received;

export type MessageOrigin = {
  readonly tenant: TenantId;
  readonly address: string;
  readonly arrival: number;
};

/**
 * Reads the event of an event source mapping of Amazon MQ for ActiveMQ: a batch for each queue, in the order of the event.
 *
 * @throws {ServiceError} `BATCH_UNREADABLE` for anything else; the batch then comes again, and nothing is lost.
 */
export function parseActiveMqEvent(event: unknown, readEncoded: ReadEncoded): PartitionBatch[] {
  const messages =
    typeof event === 'object' && event && 'messages' in event ? event.messages : undefined;
  if (!Array.isArray(messages)) throw unreadable('the event has no messages');
  if (messages.length > MAX_MESSAGES) throw unreadable(`the event has ${messages.length} messages`);
  const byQueue = Map.groupBy(messages.map(parseMessage), ({ address }) => address);
  return [...byQueue].map(([name, group]) => ({
    name,
    records: inOrderOfArrival(eachOnce(group), readEncoded),
  }));
}

/** Of a repeated message the first counts. */
function eachOnce(messages: readonly ActiveMqMessage[]): readonly ActiveMqMessage[] {
  const seen = new Set<string>();
  return messages.filter(({ messageId }) => !seen.has(messageId) && seen.add(messageId));
}

/** Numbers stand for offsets: they rise with the queue, and from batch to batch with the broker's clock. */
function inOrderOfArrival(
  messages: readonly ActiveMqMessage[],
  readEncoded: ReadEncoded,
): readonly Received[] {
  let last = -1;
  return messages.map((message, arrival) => {
    last = Math.max(last + 1, message.brokerInTime * ARRIVALS_A_MILLISECOND);
    return { ...toReceived(message, arrival, readEncoded), offset: last };
  });
}

/** Exact until the year 2255. */
const ARRIVALS_A_MILLISECOND = 1_000;

/** What is no message of ours becomes a record that cannot be read as an event: a dead letter, not a batch that fails for ever. */
function toReceived(message: ActiveMqMessage, arrival: number, readEncoded: ReadEncoded): Received {
  if (!isEncoded(message)) return fromJmsMessage(message);
  const { tenant, address, data, messageId } = message;
  try {
    const received = readEncoded(data, { tenant, address, arrival });
    return { ...received, messageId: received.messageId ?? messageId };
  } catch {
    return { ...fromJmsMessage(message), key: null, headers: [] };
  }
}

function unreadable(problem: string): ServiceError {
  return new ServiceError('BATCH_UNREADABLE', problem);
}
