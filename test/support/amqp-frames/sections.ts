import { type AmqpValue, readValue } from './values.ts';

/** A section of a message. @see OASIS AMQP 1.0, part 3, section 3.2 */
export type Section = { readonly name: SectionName; readonly content: AmqpValue };

export type SectionName = (typeof SECTIONS)[keyof typeof SECTIONS];

const SECTIONS = {
  0x70: 'header',
  0x71: 'delivery-annotations',
  0x72: 'message-annotations',
  0x73: 'properties',
  0x74: 'application-properties',
  0x75: 'data',
  0x76: 'amqp-sequence',
  0x77: 'amqp-value',
  0x78: 'footer',
} as const;

/** The order of the fields in the sections that are lists. */
const FIELDS: Readonly<Partial<Record<SectionName, readonly string[]>>> = {
  header: ['durable', 'priority', 'ttl', 'first-acquirer', 'delivery-count'],
  properties: [
    'message-id',
    'user-id',
    'to',
    'subject',
    'reply-to',
    'correlation-id',
    'content-type',
    'content-encoding',
    'absolute-expiry-time',
    'creation-time',
    'group-id',
    'group-sequence',
    'reply-to-group-id',
  ],
};

/** The sections of an encoded message, in order. */
export function sectionsOf(message: Buffer): Section[] {
  const cursor = { bytes: message, at: 0 };
  const sections: Section[] = [];
  while (cursor.at < message.length) {
    const value = readValue(cursor);
    if (value.type !== 'described') throw new TypeError('a message consists of sections');
    const name = SECTIONS[value.code as keyof typeof SECTIONS];
    sections.push({ name, content: value.value });
  }
  return sections;
}

/** What a section of fields or of a map holds, by name, without what is null. */
export function membersOf({ name, content }: Section): Readonly<Record<string, AmqpValue>> {
  const members = new Map<string, AmqpValue>();
  if (content.type === 'map') {
    for (const [key, value] of content.value) members.set(String(key), value);
  }
  if (content.type === 'list') {
    for (const [index, value] of content.value.entries()) {
      if (value.type !== 'null') members.set(FIELDS[name]?.[index] ?? `field ${index}`, value);
    }
  }
  return Object.fromEntries(members);
}
