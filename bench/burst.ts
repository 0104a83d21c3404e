import { Kafka, logLevel } from 'kafkajs';
import { startApplication } from '../application/index.ts';
import { type Benchmark, milliseconds, perSecond } from './benchmark.ts';

const EVENTS = 20_000;
const DEVICES = 1000;
const PARTITIONS = 8;
const PAYLOAD = Buffer.alloc(200, '{"temp":5}');
const SEND_AT_ONCE = 2000;
const TENANT = 'burst';
const TOPIC = `hono.event.${TENANT}`;

export const benchmark: Benchmark = {
  title: `How long the lag of a burst lasts: ${EVENTS} events of ${DEVICES} devices wait in ${PARTITIONS} partitions when an application with an empty handler starts; broker and application share the machine.`,
  measure: async ({ kafka }) => {
    const { brokers } = await kafka();
    await storeBurst(brokers);
    const { firstMs, allMs } = await drain(brokers);
    return [
      { what: 'from the start to the first event', result: milliseconds(firstMs) },
      { what: 'from the first event to the last', result: milliseconds(allMs - firstMs) },
      { what: 'events', result: perSecond((1000 * EVENTS) / (allMs - firstMs)) },
    ];
  },
};

async function storeBurst(brokers: readonly string[]): Promise<void> {
  const client = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = client.admin();
  const producer = client.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  const topics = [{ topic: TOPIC, numPartitions: PARTITIONS }];
  await admin.createTopics({ topics, waitForLeaders: true });
  for (let sent = 0; sent < EVENTS; sent += SEND_AT_ONCE) {
    const messages = Array.from({ length: SEND_AT_ONCE }, (_, index) => ({
      key: `device-${(sent + index) % DEVICES}`,
      value: PAYLOAD,
    }));
    await producer.send({ topic: TOPIC, messages });
  }
  await Promise.all([admin.disconnect(), producer.disconnect()]);
}

async function drain(brokers: readonly string[]) {
  const { promise: drained, resolve } = Promise.withResolvers<number>();
  const begunMs = performance.now();
  let handled = 0;
  let firstMs = 0;
  const application = startApplication({
    brokers,
    group: 'bench',
    tenants: [TENANT],
    handle: () => {
      handled += 1;
      if (handled === 1) firstMs = performance.now() - begunMs;
      if (handled === EVENTS) resolve(performance.now() - begunMs);
    },
  });
  const allMs = await drained;
  await application.stop();
  return { firstMs, allMs };
}
