import { randomUUID } from 'node:crypto';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { eventTopic } from '../../lib/domain/topics.ts';
import { kafkaEventSink } from '../../lib/drivers/kafka/event-sink.ts';
import { eventSinkContract } from '../contract/event-sink.ts';
import { createTopic, readUntil, testBrokers } from '../support/kafka.ts';

eventSinkContract('kafkajs', async (t) => {
  const sink = kafkaEventSink({ brokers: testBrokers() });
  t.after(sink.close);
  return {
    sink,
    makeTenant: async ({ maxRecordBytes } = {}) => {
      const tenant = parseTenantId(`tenant-${randomUUID()}`);
      await createTopic(t, eventTopic(tenant), {
        numPartitions: 3,
        ...(maxRecordBytes === undefined
          ? {}
          : { configEntries: [{ name: 'max.message.bytes', value: String(maxRecordBytes) }] }),
      });
      return tenant;
    },
    readStored: async (tenant, count) => {
      const stored = await readUntil(eventTopic(tenant), {
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
});
