import { randomBytes, randomUUID } from 'node:crypto';
import { Kafka, logLevel, type Message } from 'kafkajs';
import { type Benchmark, milliseconds, perSecond } from './benchmark.ts';
import { runOneByOne, runTogether } from './load.ts';
import type { Servers } from './servers.ts';
import { alternate, median, percentile } from './statistics.ts';

const ROUNDS = 5;
const ONE_BY_ONE = 400;
const TOGETHER = 1_000;
const WIDTH = 32;

/** kafkajs as its guide shows it, idempotent: what an upload is measured against. */
export type BareProducer = {
  readonly topic: string;
  /** One `producer.send` of one record of the size and shape that an upload writes. */
  readonly send: (number: number) => Promise<unknown>;
};

export const benchmark: Benchmark = {
  title: 'kafkajs alone: one idempotent producer, one record a send, acks of all in-sync replicas.',
  measure: (servers) =>
    withBareProducer(servers, async ({ send }) => {
      const rounds = await alternate(ROUNDS, {
        oneByOne: () => runOneByOne(ONE_BY_ONE, send),
        together: () => runTogether(WIDTH, TOGETHER, send),
      });
      return Object.values(rounds).flatMap((side, index) => {
        const what = index === 0 ? 'one by one' : `${WIDTH} at a time`;
        const latencies = side.flatMap((round) => round.latencies);
        return [
          { what: `${what}, p50`, result: milliseconds(median(latencies)) },
          { what: `${what}, p99`, result: milliseconds(percentile(latencies, 0.99)) },
          {
            what: `${what}, events`,
            result: perSecond(median(side.map((round) => round.perSecond))),
          },
        ];
      });
    }),
};

export async function withBareProducer<T>(
  servers: Servers,
  work: (producer: BareProducer) => Promise<T>,
): Promise<T> {
  const { brokers } = await servers.kafka();
  const client = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 });
  const topic = `hono.event.bench-${randomUUID()}`;
  await producer.connect();
  try {
    const send = (number: number) =>
      producer.send({ topic, acks: -1, messages: [bareMessage(`device-${number % 100}`)] });
    await send(0);
    return await work({ topic, send });
  } finally {
    await producer.disconnect();
  }
}

/** 200 bytes with the headers of an event. With a time stamp, which kafkajs gives it otherwise, it is kafkajs that encodes it. */
export function bareMessage(device: string): Message {
  return {
    key: device,
    value: randomBytes(200),
    timestamp: String(Date.now()),
    headers: {
      'content-type': 'application/octet-stream',
      orig_adapter: 'hono-http',
      orig_address: '/event',
      qos: '1',
      device_id: device,
      'creation-time': String(Date.now()),
      traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
    },
  };
}
