import { createHash } from 'node:crypto';
import type { Behaviour, KafkaEvent, Observation } from '../../event-source-mapping/index.ts';
import { type TestMapping, startTestMapping } from '../../event-source-mapping/testing/index.ts';
import type { ConsumedEvent } from '../../lib/consumption/consumed-event.ts';
import { consumeBatch } from '../../lib/consumption/consume-batch.ts';
import { eventSourceHandler } from '../../lib/drivers/event-source/handler.ts';
import { consumptionOf } from './consumption.ts';
import type { Fact } from './history/facts.ts';
import { CREATED_AT_MS } from './kafka-event.ts';

export const MAX_ATTEMPTS = 3;
const LONG_MS = 60_000;

/** What an event is like for the consumer. */
export type Nature = {
  readonly device: string;
  /** How often it fails before it succeeds. */
  readonly failures: number | 'poison';
  /** How long its first attempt takes; the others take no time. */
  readonly firstTakesMs: number;
};

export type Step =
  | { readonly kind: 'send'; readonly natures: readonly Nature[] }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'rebalance' };

export type World = {
  readonly steps: readonly Step[];
  readonly batchSize: number;
  readonly partitions: number;
  /** Invocations that do all of their work and crash before they answer, by their number. */
  readonly crashes: ReadonlySet<number>;
  readonly behaviour: Behaviour;
};

export type MappingHistory = {
  readonly facts: readonly Fact[];
  readonly observations: readonly Observation[];
  /** Records sent, and records committed over. */
  readonly sent: number;
  readonly committed: number;
};

/** Tidegate's consumer behind the engine, in time that nobody waits for; plays a world until all of it is committed. */
export async function playWorld(world: World): Promise<MappingHistory> {
  const facts: Fact[] = [{ kind: 'rules', maxAttempts: MAX_ATTEMPTS }];
  const natures = new Map<string, Nature>();
  const ends = Array.from({ length: world.partitions }, () => 0);
  const handler = crashing(
    consumerOf(facts, natures, () => mapping),
    world.crashes,
  );
  const mapping = await startTestMapping(requestOf(world), handler, {
    partitions: world.partitions,
    behaviour: world.behaviour,
    startMs: CREATED_AT_MS,
  });

  function send(nature: Nature): void {
    const partition = (nature.device.codePointAt(0) ?? 0) % world.partitions;
    const offset = ends[partition] ?? 0;
    ends[partition] = offset + 1;
    const id = idOf(partition, offset);
    natures.set(id, nature);
    const poison = nature.failures === 'poison';
    const about = { tenant: 'acme', device: nature.device, digest: digestOf(id), at: 0 };
    facts.push({ kind: 'sent', id, sequence: offset, poison, ...about });
    facts.push({ kind: 'answered', id, status: 202, latencyMs: 0, at: 0 });
    mapping.produce({ partition, key: nature.device, value: JSON.stringify({ id }), headers });
  }

  const committed = () =>
    ends.reduce((sum, _, partition) => sum + (mapping.committed(partition) ?? 0), 0);

  for (const step of world.steps) {
    if (step.kind === 'send') for (const nature of step.natures) send(nature);
    if (step.kind === 'rebalance') mapping.rebalance();
    await mapping.advance(step.kind === 'advance' ? step.ms : 0);
  }
  const sent = ends.reduce((sum, end) => sum + end, 0);
  for (let round = 0; committed() < sent && round < 500; round += 1) await mapping.advance(LONG_MS);
  await mapping.stop();
  return { facts, observations: mapping.observations, sent, committed: committed() };
}

function requestOf({ batchSize }: World): object {
  return {
    Topics: ['hono.event.acme'],
    StartingPosition: 'TRIM_HORIZON',
    MaximumBatchingWindowInSeconds: 0,
    BatchSize: batchSize,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  };
}

function consumerOf(
  facts: Fact[],
  natures: ReadonlyMap<string, Nature>,
  mapping: () => TestMapping,
): (event: KafkaEvent) => Promise<unknown> {
  const tried = new Map<string, number>();
  const consumption = {
    ...consumptionOf(),
    retryBound: { attempts: MAX_ATTEMPTS, ageMs: 0 },
    now: () => mapping().now(),
    async handle({ position }: ConsumedEvent): Promise<void> {
      const id = idOf(position.partition, position.offset);
      const nature = natures.get(id);
      if (nature === undefined) throw new Error(`${id} was never sent`);
      const attempt = (tried.get(id) ?? 0) + 1;
      tried.set(id, attempt);
      if (attempt === 1) await pause(mapping(), nature.firstTakesMs);
      const failed = nature.failures === 'poison' || attempt <= nature.failures;
      facts.push({ ...consumed(id, nature, position), outcome: failed ? 'failed' : 'processed' });
      if (failed) throw new Error('not now');
    },
    deadLetters: {
      async append({ partition, offset, topic }: Place): Promise<void> {
        const id = idOf(partition, offset);
        const { device } = natures.get(id) ?? { device: 'nobody' };
        const about = { tenant: 'acme', device, digest: digestOf(id), topic, at: 0 };
        facts.push({ kind: 'dead-lettered', id, ...about });
      },
    },
  };
  const handle = eventSourceHandler(
    async (batches, remainingMs) =>
      (await consumeBatch(batches, consumption, remainingMs)).unsettled,
    true,
  );
  return (event) => handle(event, { getRemainingTimeInMillis: () => LONG_MS });
}

function crashing(
  handle: (event: KafkaEvent) => Promise<unknown>,
  crashes: ReadonlySet<number>,
): (event: KafkaEvent) => Promise<unknown> {
  let invocations = 0;
  return async (event) => {
    const number = (invocations += 1);
    const answer = await handle(event);
    if (crashes.has(number)) throw new Error('crashed');
    return answer;
  };
}

type Place = { readonly partition: number; readonly offset: number; readonly topic: string };

function consumed(id: string, { device }: Nature, { topic, partition, offset }: Place) {
  const about = { tenant: 'acme', device, digest: digestOf(id), at: 0 };
  return { kind: 'attempted', id, topic, partition, offset, ...about } as const;
}

function pause(mapping: TestMapping, ms: number): Promise<void> {
  return new Promise((resolve) => {
    mapping.after(ms, resolve);
  });
}

function idOf(partition: number, offset: number): string {
  return `${partition}/${offset}`;
}

function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

const headers = [
  ['content-type', 'application/json'],
  ['creation-time', String(CREATED_AT_MS)],
] as const;
