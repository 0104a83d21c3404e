import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Benchmark, milliseconds } from './benchmark.ts';
import { withBundle } from './bundle.ts';
import type { Servers } from './servers.ts';
import { timeToLine } from './start-to-line.ts';
import { alternate, median, percentile } from './statistics.ts';

const ROUNDS = 15;
const PROGRAM = join(import.meta.dirname, 'programs/bare-first-send.ts');

export const benchmark: Benchmark = {
  title:
    'From the start of a process to the first acknowledged send: a bundled script with kafkajs alone.',
  measure: (servers) =>
    withBareFirstSend(servers, async (startToAcknowledged) => {
      const { bare } = await alternate(ROUNDS, { bare: startToAcknowledged });
      return [
        { what: 'p50', result: milliseconds(median(bare)) },
        { what: 'p90', result: milliseconds(percentile(bare, 0.9)) },
      ];
    }),
};

/** Hands over a measurement of one start, in milliseconds; the topic exists by then. */
export async function withBareFirstSend<T>(
  servers: Servers,
  work: (startToAcknowledged: () => Promise<number>) => Promise<T>,
): Promise<T> {
  const { brokers } = await servers.kafka();
  const environment = {
    KAFKA_BROKERS: brokers.join(','),
    BENCH_TOPIC: `hono.event.bench-${randomUUID()}`,
  };
  return withBundle(PROGRAM, async (file) => {
    const startToAcknowledged = () => timeToLine({ file, environment, line: 'acknowledged' });
    await startToAcknowledged();
    return work(startToAcknowledged);
  });
}
