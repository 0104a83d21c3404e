import type { Benchmark } from './benchmark.ts';
import { perSecond } from './benchmark.ts';
import { alternate, median } from './statistics.ts';
import { consumeBatch, type Consumption } from '../lib/consumption/consume-batch.ts';
import type { HandleEvent } from '../lib/consumption/handle-event.ts';
import { eventSourceHandler } from '../lib/drivers/event-source/handler.ts';
import { memoryDeadLetterSink } from '../lib/drivers/memory/dead-letter-sink.ts';
import { memoryFailureCounter } from '../lib/drivers/memory/failure-counter.ts';
import { toKafkaEvent, type SourceRecord } from '../event-source-mapping/event.ts';

const ROUNDS = 15;
const INVOCATIONS = 500;
/** The batch size that is deployed. */
const RECORDS = 100;
const DEVICES = 50;
const PARTITIONS = 4;
const PAYLOAD_BYTES = 200;
const BUDGET = '≥ 200,000 /s';

export const benchmark: Benchmark = {
  title: `What the consumer costs a record with an empty handler, from the parsed event to the answer: ${RECORDS} records of ${DEVICES} devices in ${PARTITIONS} partitions an invocation, ${PAYLOAD_BYTES} bytes and Hono's headers each, by the thread's CPU time.`,
  measure: async () => {
    const text = JSON.stringify(toKafkaEvent(records(), {}, 'omitted'));
    const rounds = await alternate(ROUNDS, {
      synchronous: () => recordsPerSecond(text, () => undefined),
      asynchronous: () => recordsPerSecond(text, async () => undefined),
    });
    return [
      {
        what: 'records, synchronous handler',
        result: perSecond(median(rounds.synchronous)),
        budget: BUDGET,
      },
      {
        what: 'records, asynchronous handler',
        result: perSecond(median(rounds.asynchronous)),
        budget: BUDGET,
      },
    ];
  },
};

/** Lambda's runtime parses the JSON, so that is not counted; every invocation gets objects of its own, as there. */
async function recordsPerSecond(text: string, handle: HandleEvent): Promise<number> {
  const consumption = consumptionOf(handle);
  const handler = eventSourceHandler(
    async (batches, remainingMs) =>
      (await consumeBatch(batches, consumption, remainingMs)).unsettled,
    true,
  );
  let microseconds = 0;
  for (let invocation = 0; invocation < INVOCATIONS; invocation++) {
    const event: unknown = JSON.parse(text);
    const before = process.threadCpuUsage();
    await handler(event, { getRemainingTimeInMillis: () => 60_000 });
    const { user, system } = process.threadCpuUsage(before);
    microseconds += user + system;
  }
  return (1_000_000 * INVOCATIONS * RECORDS) / microseconds;
}

function consumptionOf(handle: HandleEvent): Consumption {
  return {
    handle,
    deadLetters: memoryDeadLetterSink(),
    failureCounter: memoryFailureCounter(),
    retryBound: { attempts: 5, ageMs: 0 },
    maxConcurrency: 16,
    reserveMs: 4_000,
    observe: () => undefined,
    now: Date.now,
  };
}

function records(): SourceRecord[] {
  return Array.from({ length: RECORDS }, (_, index) => {
    const device = `device-${index % DEVICES}`;
    return {
      topic: 'hono.event.bench',
      partition: index % PARTITIONS,
      offset: Math.floor(index / PARTITIONS),
      timestampMs: 1_795_301_842_423,
      timestampType: 'CREATE_TIME',
      key: Buffer.from(device),
      value: Buffer.alloc(PAYLOAD_BYTES, '{"temp":5}'),
      headers: Object.entries({
        'content-type': 'application/json',
        orig_adapter: 'hono-http',
        orig_address: `/event/bench/${device}`,
        qos: '1',
        device_id: device,
        'creation-time': '1795301842281',
        ttl: '86400000000',
        traceparent: '00-f2e130cf731e0087efd66182d0eba31b-48397e54c4feb83f-00',
      }).map(([name, value]) => [name, Buffer.from(value)] as const),
    };
  });
}
