import { createHash } from 'node:crypto';
import type { Behaviour, KafkaEvent, Observation } from '../../event-source-mapping/index.ts';
import type { ConsumedEvent } from '../../lib/consumption/consumed-event.ts';
import { consumeBatch } from '../../lib/consumption/consume-batch.ts';
import { eventSourceHandler } from '../../lib/drivers/event-source/handler.ts';
import { consumptionOf } from './consumption.ts';
import type { Fact } from './history/facts.ts';
import type { Engine, StartEngine } from './engines.ts';
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
  | { readonly kind: 'rebalance' }
  | { readonly kind: 'leave out'; readonly device: string };

export type World = {
  readonly steps: readonly Step[];
  readonly batchSize: number;
  /** Of each tenant. */
  readonly partitions: number;
  /** Each has a part of the devices. */
  readonly tenants: number;
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

/** Tidegate's consumer behind an engine, in time that nobody waits for; plays a world until all of it is committed. */
export async function playWorld(world: World, start: StartEngine): Promise<MappingHistory> {
  const facts: Fact[] = [{ kind: 'rules', maxAttempts: MAX_ATTEMPTS }];
  const natures = new Map<string, Nature>();
  const ends = new Map<string, number>();
  const handler = crashing(
    consumerOf(facts, natures, () => engine),
    world.crashes,
  );
  const engine = await start(handler, {
    ...world,
    topics: Array.from({ length: world.tenants }, (_, index) => `hono.event.tenant-${index}`),
    startMs: CREATED_AT_MS,
  });

  function send(nature: Nature): void {
    const { device } = nature;
    const { topic, partition } = homeOf(device, world);
    const offset = ends.get(`${topic}/${partition}`) ?? 0;
    ends.set(`${topic}/${partition}`, offset + 1);
    const id = idOf({ topic, partition, offset });
    natures.set(id, nature);
    const poison = nature.failures === 'poison';
    const about = { tenant: tenantOf(topic), device, digest: digestOf(id), at: 0 };
    facts.push({ kind: 'sent', id, sequence: offset, poison, ...about });
    facts.push({ kind: 'answered', id, status: 202, latencyMs: 0, at: 0 });
    engine.produce(topic, { partition, key: device, value: JSON.stringify({ id }), headers });
  }

  const committed = () => sum([...ends.keys()].map((home) => engine.committed(...parseHome(home))));

  for (const step of world.steps) {
    if (step.kind === 'send') for (const nature of step.natures) send(nature);
    if (step.kind === 'rebalance') engine.rebalance();
    if (step.kind === 'leave out') await engine.leaveOut(homeOf(step.device, world).topic);
    await engine.advance(step.kind === 'advance' ? step.ms : 0);
  }
  const sent = sum([...ends.values()]);
  for (let round = 0; committed() < sent && round < 500; round += 1) await engine.advance(LONG_MS);
  await engine.stop();
  return { facts, observations: engine.observations, sent, committed: committed() };
}

/** A device is a letter and a number, which says whose it is and in which partition. */
function homeOf(device: string, { tenants, partitions }: World) {
  const number = Number(device.slice(1));
  const partition = Math.trunc(number / tenants) % partitions;
  return { topic: `hono.event.tenant-${number % tenants}`, partition };
}

function parseHome(home: string): [topic: string, partition: number] {
  const [topic = '', partition] = home.split('/');
  return [topic, Number(partition)];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function consumerOf(
  facts: Fact[],
  natures: ReadonlyMap<string, Nature>,
  engine: () => Engine,
): (event: KafkaEvent) => Promise<unknown> {
  const tried = new Map<string, number>();
  const consumption = {
    ...consumptionOf(),
    retryBound: { attempts: MAX_ATTEMPTS, ageMs: 0 },
    now: () => engine().now(),
    async handle({ position }: ConsumedEvent): Promise<void> {
      const id = idOf(position);
      const nature = natures.get(id);
      if (nature === undefined) throw new Error(`${id} was never sent`);
      const attempt = (tried.get(id) ?? 0) + 1;
      tried.set(id, attempt);
      if (attempt === 1) await pause(engine(), nature.firstTakesMs);
      const failed = nature.failures === 'poison' || attempt <= nature.failures;
      facts.push({ ...consumed(id, nature, position), outcome: failed ? 'failed' : 'processed' });
      if (failed) throw new Error('not now');
    },
    deadLetters: {
      async append(place: Place): Promise<void> {
        const { topic } = place;
        const id = idOf(place);
        const { device } = natures.get(id) ?? { device: 'nobody' };
        const about = { tenant: tenantOf(topic), device, digest: digestOf(id), topic, at: 0 };
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
  const about = { tenant: tenantOf(topic), device, digest: digestOf(id), at: 0 };
  return { kind: 'attempted', id, topic, partition, offset, ...about } as const;
}

function pause({ after }: Engine, ms: number): Promise<void> {
  return new Promise((resolve) => {
    after(ms, resolve);
  });
}

function idOf({ topic, partition, offset }: Place): string {
  return `${tenantOf(topic)}/${partition}/${offset}`;
}

function tenantOf(topic: string): string {
  return topic.slice('hono.event.'.length);
}

function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

const headers = [
  ['content-type', 'application/json'],
  ['creation-time', String(CREATED_AT_MS)],
] as const;
