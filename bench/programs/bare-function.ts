import { Kafka, logLevel } from 'kafkajs';

/** The least that a function can be which stores a record. */

const client = new Kafka({
  brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
  logLevel: logLevel.NOTHING,
});
const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 });
const messages = [{ key: 'device-1', value: Buffer.alloc(200, 1) }];

export async function handler(): Promise<{ statusCode: number }> {
  await producer.connect();
  await producer.send({ topic: process.env['BENCH_TOPIC'] ?? '', acks: -1, messages });
  return { statusCode: 202 };
}
