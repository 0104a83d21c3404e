import rhea, { type Message } from 'rhea';

/** A message in the event of an Amazon MQ event source. @see AWS Lambda, "Using Lambda with Amazon MQ", example record events */
export type ActiveMqMessage = {
  readonly messageID: string;
  readonly messageType: 'jms/bytes-message';
  readonly deliveryMode: 1 | 2;
  readonly replyTo: null;
  readonly type: null;
  /** When it ends, milliseconds since the Unix epoch; 0: never. */
  readonly expiration: string;
  readonly priority: number;
  readonly correlationId: string | null;
  readonly redelivered: boolean;
  readonly destination: { readonly physicalName: string };
  /** Base64. */
  readonly data: string;
  readonly timestamp: number;
  readonly brokerInTime: number;
  readonly brokerOutTime: number;
  readonly properties: Readonly<Record<string, string>>;
};

/**
 * What ActiveMQ makes of a message that came by AMQP 1.0, and Lambda of that: the data is the whole message, encoded, and properties
 * are text. The message is encoded anew, which may choose other widths for numbers.
 *
 * @param takenAtMs stands for the broker's times, which AMQP does not tell
 * @see Apache ActiveMQ, "AMQP", `transport.transformer=native`
 */
export function toActiveMqMessage(
  message: Message,
  queue: string,
  takenAtMs: number,
): ActiveMqMessage {
  const { message_id: id, creation_time: createdAt, ttl, correlation_id: correlationId } = message;
  return {
    messageID: `ID:${String(id ?? crypto.randomUUID())}`,
    messageType: 'jms/bytes-message',
    deliveryMode: message.durable === true ? 2 : 1,
    replyTo: null,
    type: null,
    expiration: String(ttl === undefined ? 0 : takenAtMs + ttl),
    priority: message.priority ?? 4,
    correlationId: correlationId === undefined ? null : String(correlationId),
    redelivered: false,
    destination: { physicalName: queue },
    data: encoded(message).toString('base64'),
    timestamp: createdAt === undefined ? takenAtMs : Number(createdAt),
    brokerInTime: takenAtMs,
    brokerOutTime: takenAtMs,
    properties: propertiesOf(message),
  };
}

/** What has no body stays so. */
function encoded(message: Message): Buffer {
  const body: unknown = message.body ?? { collect_sections: () => undefined };
  return rhea.message.encode({ ...message, body });
}

function propertiesOf(message: Message): Record<string, string> {
  const properties: readonly (readonly [string, unknown])[] = [
    ...Object.entries(message.application_properties ?? {}),
    ['JMS_AMQP_NATIVE', true],
    ['JMS_AMQP_HEADER', true],
    ['JMS_AMQP_PROPERTIES', true],
    ['JMS_AMQP_ContentType', message.content_type],
    ['JMS_AMQP_ContentEncoding', message.content_encoding],
    ['JMSXGroupID', message.group_id],
  ];
  return Object.fromEntries(
    properties.flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, textOf(value)]],
    ),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
