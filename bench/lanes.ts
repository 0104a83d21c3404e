import { setTimeout as pause } from 'node:timers/promises';
import { type Benchmark, ratio } from './benchmark.ts';
import { median } from './statistics.ts';
import { consumeBatch, type Consumption } from '../lib/consumption/consume-batch.ts';
import type { PartitionBatch } from '../lib/consumption/received.ts';
import { memoryDeadLetterSink } from '../lib/drivers/memory/dead-letter-sink.ts';
import { memoryFailureCounter } from '../lib/drivers/memory/failure-counter.ts';
import { parseTenantId } from '../lib/domain/identifiers.ts';

const HANDLER_MS = 10;
const BOUND = 16;
const EACH = 20;
const ROUNDS = 3;
const tenant = parseTenantId('bench');

export const benchmark: Benchmark = {
  title: `What lanes gain over one record after the other: a handler of ${HANDLER_MS} ms, ${EACH} records of each device in one partition, ${BOUND} records at a time.`,
  measure: async () => {
    const findings = [];
    for (const devices of [1, 4, 16, 64]) {
      const sequential = await medianMs(devices, 1);
      const lanes = await medianMs(devices, BOUND);
      findings.push({
        what: `${devices} devices`,
        result: ratio(sequential / lanes),
        budget: `≥ × ${(0.8 * Math.min(devices, BOUND)).toFixed(1)}`,
      });
    }
    return findings;
  },
};

async function medianMs(devices: number, maxConcurrency: number): Promise<number> {
  const durations: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begunMs = performance.now();
    await consumeBatch([batchOf(devices)], consumptionOf(maxConcurrency), () => 600_000);
    durations.push(performance.now() - begunMs);
  }
  return median(durations);
}

function consumptionOf(maxConcurrency: number): Consumption {
  return {
    handle: () => pause(HANDLER_MS),
    deadLetters: memoryDeadLetterSink(),
    failureCounter: memoryFailureCounter(),
    retryBound: { attempts: 5, ageMs: 0 },
    maxConcurrency,
    reserveMs: 4000,
    observe: () => undefined,
    now: Date.now,
  };
}

function batchOf(devices: number): PartitionBatch {
  const records = Array.from({ length: devices * EACH }, (_, offset) => ({
    tenant,
    topic: 'hono.event.bench',
    partition: 0,
    offset,
    timestampMs: 0,
    key: Buffer.from(`device-${offset % devices}`),
    value: Buffer.from('{}'),
    headers: [],
  }));
  return { name: 'hono.event.bench-0', records };
}
