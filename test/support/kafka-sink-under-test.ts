import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { eventTopic } from '../../lib/domain/topics.ts';
import type { EventSink } from '../../lib/ingestion/event-sink.ts';
import type { SinkUnderTest } from '../contract/event-sink.ts';
import { createTopic, readUntil, testBrokers } from './kafka.ts';

/** @param brokers where the topics are made and read, past all security */
export function kafkaSinkUnderTest(
  t: TestContext,
  sink: EventSink,
  brokers: readonly string[] = testBrokers(),
): SinkUnderTest {
  return {
    sink,
    makeTenant: async ({ maxRecordBytes } = {}) => {
      const tenant = parseTenantId(`tenant-${randomUUID()}`);
      await createTopic(t, eventTopic(tenant), {
        brokers,
        numPartitions: 3,
        ...(maxRecordBytes === undefined
          ? {}
          : { configEntries: [{ name: 'max.message.bytes', value: String(maxRecordBytes) }] }),
      });
      return tenant;
    },
    readStored: async (tenant, count) => {
      const stored = await readUntil(eventTopic(tenant), {
        brokers,
        until: (records) => records.length >= count,
      });
      return stored.map(({ key, value, headers }) => ({
        key: String(key),
        value: value === null ? null : String(value),
        headers: Object.fromEntries(
          headers
            .map(([name, text]) => [name, String(text)] as const)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
      }));
    },
  };
}
