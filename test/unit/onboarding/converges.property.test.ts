import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../../lib/domain/errors.ts';
import { parseTenantId } from '../../../lib/domain/identifiers.ts';
import { eventTopic } from '../../../lib/domain/topics.ts';
import { GRACE_MS, MOST_REMOVALS, type Onboarding, onboarding } from '../../support/onboarding.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const HOUR_MS = 3_600_000;

/** A mapping like ours whose tenant the registry never had. */
const STRANGER = {
  tenant: parseTenantId('stranger'),
  topic: 'hono.event.stranger',
  consumerGroup: 'tidegate.stranger',
  properties: {},
};

/** What happens between two runs, or while one is under way. */
type Event =
  | { readonly kind: 'register' | 'deregister' | 'meddle' | 'vanish'; readonly name: string }
  /** All but one go at once. */
  | { readonly kind: 'exodus'; readonly name: string }
  | { readonly kind: 'lag'; readonly name: string; readonly records: number }
  | { readonly kind: 'wait'; readonly ms: number }
  /** Every n-th call of a control plane fails, and the time is over after some. */
  | { readonly kind: 'run'; readonly failEvery: number; readonly calls: number };

const name = fc.constantFrom(...NAMES);
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('register', 'deregister', 'meddle', 'vanish', 'exodus'),
    name,
  }),
  fc.record({ kind: fc.constant('lag' as const), name, records: fc.constantFrom(0, 0, 3) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, GRACE_MS, HOUR_MS) }),
  fc.record({
    kind: fc.constant('run' as const),
    failEvery: fc.constantFrom(Infinity, Infinity, 3, 5, 8),
    calls: fc.constantFrom(5, 20, 100),
  }),
);

test('whatever happens, no run removes what it must not, and quiet runs converge', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      const world = onboarding();
      for (const one of NAMES.slice(2)) await world.register(one);
      await world.run();
      await world.aws.mappings.create(STRANGER);
      const wrong = watchRemovals(world);
      for (const one of events) await happen(one, world);
      await settle(world);

      assert.deepEqual(wrong, []);
      const registered = await tenantsOf(world);
      const topics = await world.aws.topics.list();
      assert.ok(registered.every((tenant) => topics.has(eventTopic(tenant))));
      const mapped = world.mapped();
      assert.ok(registered.every((tenant) => mapped.includes(tenant)));
      const leftovers = mapped.filter((tenant) => !registered.some((one) => one === tenant));
      if (registered.length > 0) assert.deepEqual(leftovers, [STRANGER.tenant]);
    }),
    { numRuns: 300 },
  );
});

async function happen(happened: Event, world: Onboarding): Promise<void> {
  switch (happened.kind) {
    case 'register':
      return world.register(happened.name).catch(expectRefusal);
    case 'deregister':
      return world.deregister(happened.name).catch(expectRefusal);
    case 'exodus':
      for (const one of NAMES.filter((each) => each !== happened.name)) {
        await world.deregister(one).catch(expectRefusal);
      }
      return;
    case 'meddle':
      if (!world.mapped().includes(happened.name)) return;
      return world.aws.meddle(topicOf(happened.name), { properties: { BatchSize: 1 } });
    case 'vanish': {
      const lost = world.aws.kept().find(({ topic }) => topic === topicOf(happened.name));
      if (lost) world.aws.vanish(lost);
      return;
    }
    case 'lag':
      return world.aws.setLag(topicOf(happened.name), happened.records);
    case 'wait':
      world.clock.nowMs += happened.ms;
      return;
    case 'run':
      await run(happened, world);
  }
}

async function run(
  { failEvery, calls }: { readonly failEvery: number; readonly calls: number },
  world: Onboarding,
): Promise<void> {
  let made = 0;
  const flaky = <Call extends (...parameters: never[]) => Promise<unknown>>(call: Call): Call =>
    (async (...parameters: Parameters<Call>) => {
      made += 1;
      if (made % failEvery === 0) throw new ServiceError('REGISTRY_UNAVAILABLE', 'throttled');
      return call(...parameters);
    }) as unknown as Call;
  const { topics, mappings, lag } = world.aws;
  const reconciler = {
    topics: { ...topics, list: flaky(topics.list), create: flaky(topics.create) },
    mappings: {
      list: flaky(mappings.list),
      create: flaky(mappings.create),
      update: flaky(mappings.update),
      remove: flaky(mappings.remove),
      ownerOf: flaky(mappings.ownerOf),
    },
    lag: { lagOf: flaky(lag.lagOf) },
  };
  const remainingMs = () => (made < calls ? 60_000 : 0);
  await world.run({ remainingMs, reconciler }).catch(expectRefusal);
}

/** Every removal is judged at the moment at which it happens. @returns what was wrong with them. */
function watchRemovals(world: Onboarding): readonly string[] {
  const wrong: string[] = [];
  let left = MOST_REMOVALS;
  const { run: begin } = world;
  const { remove } = world.aws.mappings;
  Object.assign(world, {
    run: (...given: Parameters<Onboarding['run']>) => {
      left = given[0]?.most ?? MOST_REMOVALS;
      return begin(...given);
    },
  });
  Object.assign(world.aws.mappings, {
    remove: async (mapping: Parameters<typeof remove>[0]) => {
      const tenant = parseTenantId(mapping.topic.replace('hono.event.', ''));
      const departed = await world.registry.departures.departedAt([tenant]);
      left -= 1;
      const goneMs = world.clock.nowMs - (departed.get(tenant) ?? Infinity);
      const lag = await world.aws.lag.lagOf(mapping.topic, mapping.consumerGroup);
      if (!(goneMs >= GRACE_MS)) wrong.push('too early');
      if (lag !== 0) wrong.push('not consumed');
      if (await world.registry.store.findTenant(tenant)) wrong.push('registered');
      if (left < 0) wrong.push('too many');
      await remove(mapping);
    },
  });
  return wrong;
}

/** Nothing else happens, everything is consumed, and an operator allows what has to go. */
async function settle(world: Onboarding): Promise<void> {
  for (const one of NAMES) world.aws.setLag(topicOf(one), 0);
  for (let round = 0; round < 3; round += 1) {
    world.clock.nowMs += HOUR_MS;
    await world.run({ most: NAMES.length });
  }
}

async function tenantsOf({ registry }: Onboarding) {
  return (await registry.store.listTenants(100)).items.map(({ id }) => id);
}

function topicOf(tenant: string): string {
  return eventTopic(parseTenantId(tenant));
}

function expectRefusal(failure: unknown): void {
  assert.ok(failure instanceof ServiceError, String(failure));
}
