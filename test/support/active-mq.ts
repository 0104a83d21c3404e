import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** As in an event of an Amazon MQ event source. */
export type RecordedMessage = Readonly<Record<string, unknown>>;

const FIXTURES = join(import.meta.dirname, '../fixtures/active-mq');

/** See the fixtures' README. */
export function recordedMessages(file: 'encoded.json' | 'taken-apart.json'): RecordedMessage[] {
  const event = JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as {
    messages: RecordedMessage[];
  };
  return event.messages;
}

/** The messages as if they had come to the queue of a tenant. */
export function activeMqEvent(tenant: string, messages: readonly RecordedMessage[]): object {
  const destination = { physicalName: `event/${tenant}` };
  return {
    eventSource: 'aws:mq',
    messages: messages.map((message) => ({ ...message, destination })),
  };
}
