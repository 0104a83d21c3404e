import { randomUUID } from 'node:crypto';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { deadLetterTopic } from '../../lib/domain/topics.ts';
import { kafkaDeadLetterSink } from '../../lib/drivers/kafka/dead-letter-sink.ts';
import { platformaticDeadLetterSink } from '../../lib/drivers/platformatic/dead-letter-sink.ts';
import { deadLetterSinkContract } from '../contract/dead-letter-sink.ts';
import { createTopic, readCount, testBrokers } from '../support/kafka.ts';
import { PATIENT_DELIVERY } from '../support/patience.ts';

for (const [client, openSink] of [
  ['kafkajs', kafkaDeadLetterSink],
  ['platformatic', platformaticDeadLetterSink],
] as const) {
  deadLetterSinkContract(client, async (t) => {
    const sink = openSink({ brokers: testBrokers() }, PATIENT_DELIVERY);
    t.after(sink.close);
    return {
      sink,
      makeTenant: async () => {
        const tenant = parseTenantId(`tenant-${randomUUID()}`);
        await createTopic(t, deadLetterTopic(tenant), { numPartitions: 3 });
        return tenant;
      },
      readStored: async (tenant, count) => {
        const stored = await readCount(deadLetterTopic(tenant), count);
        return stored.map(({ key, value, headers }) => ({
          key,
          value,
          headers: headers.map(([name, bytes]) => ({ name, value: bytes })),
        }));
      },
      breakDown: sink.close,
    };
  });
}
