import rhea, { type Message } from 'rhea';
import {
  type DeadLetterReason,
  type DeadLetterSink,
  toDeadLetterHeaders,
} from '../../consumption/dead-letter-sink.ts';
import { EventHeaders } from '../../consumption/event-headers.ts';
import type { Received, RecordHeader } from '../../consumption/received.ts';
import { ServiceError } from '../../domain/errors.ts';
import { HEADER } from '../../domain/header-names.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import type { AmqpConnection, AmqpNetwork } from './connection.ts';
import { type AmqpLimits, amqpForwarder, type Forwarder } from './forwarder.ts';
import { bodyOf } from './message.ts';
import { openForwarder } from './open-forwarder.ts';

/** Ours: where messages of a tenant wait that no retry will help. */
export function deadLetterAddress(tenant: TenantId): string {
  return `dead-letter/${tenant}`;
}

export type ClosableDeadLetterSink = DeadLetterSink & { readonly close: () => Promise<void> };

/** Keeps dead letters as the configuration says. Nothing is connected before the first. */
export function openDeadLetterSink(network: AmqpNetwork, clientId: string): ClosableDeadLetterSink {
  let opened: Forwarder | undefined;
  const forwarder = () => (opened ??= openForwarder(network, clientId));
  return deadLetterSinkOver({
    forward: (address, message) => forwarder().forward(address, message),
    close: () => opened?.close(),
  });
}

export function amqpDeadLetterSink(
  connection: AmqpConnection,
  limits?: AmqpLimits,
): ClosableDeadLetterSink {
  return deadLetterSinkOver(amqpForwarder(connection, limits));
}

/** Names in an AMQP message are unique: of a header that is repeated the first is kept, the one that counts. */
function deadLetterSinkOver({ forward, close }: Forwarder): ClosableDeadLetterSink {
  return {
    append: async (record, reason) => {
      const outcome = await forward(deadLetterAddress(record.tenant), toLetter(record, reason));
      if (outcome.kind === 'accepted') return;
      throw new ServiceError('DEAD_LETTER_NOT_STORED', 'the dead letter could not be stored', {
        cause: new Error(outcome.kind, { cause: outcome.cause }),
      });
    },
    close: async () => close(),
  };
}

/** Without a time to live in its header, so that no broker lets it expire. */
function toLetter(record: Received, reason: DeadLetterReason): Message {
  const headers = new EventHeaders(record.headers);
  const contentType = headers.text(HEADER.contentType);
  const createdAtMs = headers.integer(HEADER.creationTime);
  return {
    durable: true,
    to: deadLetterAddress(record.tenant),
    message_id: crypto.randomUUID(),
    ...(record.messageId !== undefined && { correlation_id: record.messageId }),
    ...(contentType !== undefined && { content_type: contentType }),
    ...(createdAtMs !== undefined && { creation_time: new Date(createdAtMs) }),
    application_properties: {
      ...propertiesOf(toDeadLetterHeaders(record, reason)),
      ...(record.key && { [HEADER.deviceId]: toProperty(record.key) }),
    },
    body: bodyOf(record.value ?? undefined),
  };
}

function propertiesOf(headers: readonly RecordHeader[]): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const { name, value } of headers) {
    if (!IN_PROPERTIES.has(name)) properties[name] ??= toProperty(value);
  }
  return properties;
}

/** These have a place of their own in a message. */
const IN_PROPERTIES: ReadonlySet<string> = new Set([HEADER.contentType, HEADER.creationTime]);

/** Text, and what is none as it is. */
function toProperty(bytes: Uint8Array): unknown {
  try {
    return utf8.decode(bytes);
  } catch {
    return rhea.types.wrap_binary(Buffer.from(bytes));
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
