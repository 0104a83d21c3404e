import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, describe, it } from 'node:test';
import { checkHistory } from '../support/history/check-history.ts';
import { type Fact, parseFacts } from '../support/history/facts.ts';
import { createTopic, kafkaAdmin, kafkaClient } from '../support/kafka.ts';
import type { Order } from '../support/poller/handlers.ts';
import {
  type PollerProcess,
  startPollerProcess,
  writeTenants,
} from '../support/poller/poller-process.ts';
import { pollerService } from '../support/poller/service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const PARTITIONS = 2;

describe('pollers of many tenants', () => {
  it('share 20 tenants, and lose and reorder nothing when one comes and one is killed', async (t) => {
    const world = await aWorld(t, names(20));
    const first = await world.start();
    await world.send();
    await until(() => world.processed() > 20);

    const second = await world.start();
    await world.send();
    await until(async () => (await metricOf(second, 'partitions')) > 0);
    await world.send();
    await first.ended('SIGKILL');
    await world.send();
    await until(() => world.processed() === world.sent());

    assert.deepEqual(world.verdict().violations, []);
    assert.equal(await metricOf(second, 'partitions'), 20 * PARTITIONS);
  });

  it('keep a poison record in each of 50 partitions from blocking any other', async (t) => {
    const world = await aWorld(t, names(25));
    await world.sendToAll({ trouble: 'poison' });
    const poller = await world.start({ POLLER_READ_AHEAD: '1' });
    await until(() => world.failed() >= 50);

    await createTopic(t, world.topicOf('healthy'), { numPartitions: 1 });
    world.setTenants([...names(25), 'healthy']);
    await world.sendTo('healthy', [{}, {}, {}]);
    await until(() => world.processed() === 3);

    assert.equal((await poller.ask('/readiness')).status, 200);
  });

  it('go on when the function dies in the middle of a batch', async (t) => {
    const world = await aWorld(t, ['acme']);
    await world.start();

    await world.sendTo('acme', [{}, { trouble: 'crash' }, {}, { trouble: 'fail' }, {}]);
    await until(() => world.processed() === world.sent());

    assert.deepEqual(world.verdict().violations, []);
  });

  it('read a new tenant, leave alone whom the registry does not name, and give up who is gone', async (t) => {
    const world = await aWorld(t, ['acme']);
    await createTopic(t, world.topicOf('stranger'), { numPartitions: 1 });
    const poller = await world.start();
    await world.sendTo('stranger', [{}]);

    await createTopic(t, world.topicOf('late'), { numPartitions: 1 });
    await world.sendTo('late', [{}]);
    world.setTenants(['acme', 'late']);
    await until(() => world.processed() === 1);
    world.setTenants(['acme']);
    await until(async () => !(await poller.ask('/metrics')).text.includes('tenant="late"'));
    await world.sendTo('late', [{}]);
    await world.sendTo('acme', [{}]);
    await until(() => world.processed() === 2);
    world.setTenants(['acme', 'late']);
    await until(() => world.processed() === 3);

    assert.deepEqual(
      world.attempts().map(({ tenant }) => tenant),
      ['late', 'acme', 'late'],
    );
  });

  it('go on when a topic is deleted', async (t) => {
    const world = await aWorld(t, ['acme', 'gone']);
    await world.start();
    await world.sendTo('gone', [{}]);
    await until(() => world.processed() === 1);

    const admin = await kafkaAdmin(t);
    await admin.deleteTopics({ topics: [world.topicOf('gone')] });
    await world.sendTo('acme', [{}]);
    await until(() => world.processed() === 2);

    assert.deepEqual(
      world.attempts().map(({ tenant }) => tenant),
      ['gone', 'acme'],
    );
  });

  it('end in order when asked: what runs is finished and committed, and nothing comes again', async (t) => {
    const world = await aWorld(t, ['acme']);
    const poller = await world.start();
    await world.sendTo('acme', [{ takesMs: 1000 }]);
    await until(async () => (await metricOf(poller, 'invocations')) > 0);

    const code = await poller.ended('SIGTERM');
    await world.start();
    await world.sendTo('acme', [{}]);
    await until(() => world.processed() >= 2);

    assert.equal(code, 0);
    assert.equal(world.attempts().length, 2);
  });
});

type Wish = Pick<Order, 'trouble' | 'takesMs'>;

/** Tenants with topics, a registry that names them, and what their consumer saw. */
async function aWorld(t: TestContext, tenants: readonly string[]) {
  const prefix = `poller-${randomUUID()}`;
  const folder = temporaryFolder();
  const files = { FACTS: join(folder, 'facts.ndjson'), TENANTS: join(folder, 'tenants.json') };
  const service = pollerService(prefix);
  const facts: Fact[] = [{ kind: 'rules', maxAttempts: 3 }];
  let count = 0;
  const topicOf = (tenant: string) => `${prefix}.${tenant}`;
  const admin = await kafkaAdmin(t);
  await admin.createTopics({
    topics: tenants.map((tenant) => ({ topic: topicOf(tenant), numPartitions: PARTITIONS })),
    waitForLeaders: true,
  });
  const producer = kafkaClient().producer({ idempotent: true });
  t.after(() => producer.disconnect());
  await producer.connect();
  setTenants(tenants);

  function setTenants(listed: readonly string[]): void {
    writeTenants(files.TENANTS, listed);
  }

  function toMessage(tenant: string, partition: number, wish: Wish) {
    const sequence = (count += 1);
    const order: Order = { id: `${tenant}/${sequence}`, device: `d${partition}`, ...wish };
    const value = JSON.stringify(order);
    const { id, device } = order;
    const digest = createHash('sha256').update(value).digest('hex');
    const poison = wish.trouble === 'poison';
    facts.push({ kind: 'sent', id, tenant, device, sequence, digest, poison, at: 0 });
    facts.push({ kind: 'answered', id, status: 202, latencyMs: 0, at: 0 });
    return { key: device, value, partition };
  }

  async function sendTo(tenant: string, wishes: readonly Wish[], partition = 0): Promise<void> {
    const messages = wishes.map((wish) => toMessage(tenant, partition, wish));
    await producer.send({ topic: topicOf(tenant), messages });
  }

  const attempts = () =>
    existsSync(files.FACTS)
      ? parseFacts(readFileSync(files.FACTS, 'utf8')).filter((fact) => fact.kind === 'attempted')
      : [];
  const distinct = (outcome: 'processed' | 'failed') =>
    new Set(attempts().flatMap((one) => (one.outcome === outcome ? [one.id] : []))).size;

  return {
    topicOf,
    setTenants,
    sendTo,
    attempts,
    processed: () => distinct('processed'),
    failed: () => distinct('failed'),
    sent: () => facts.filter(({ kind }) => kind === 'sent').length,
    verdict: () => checkHistory([...facts, ...attempts()]),
    start: (variables = {}) =>
      startPollerProcess(t, {
        POLLER_SERVICE: service,
        POLLER_CONSUMER_GROUP: prefix,
        ...files,
        ...variables,
      }),
    /** Five events to each partition of each tenant. */
    async send(): Promise<void> {
      for (const [index, tenant] of tenants.entries()) {
        const wishes = [{}, {}, index % 5 === 0 ? ({ trouble: 'fail' } as const) : {}, {}, {}];
        for (let partition = 0; partition < PARTITIONS; partition += 1) {
          await sendTo(tenant, wishes, partition);
        }
      }
    },
    async sendToAll(wish: Wish): Promise<void> {
      for (const tenant of tenants) {
        for (let partition = 0; partition < PARTITIONS; partition += 1) {
          await sendTo(tenant, [wish], partition);
        }
      }
    },
  };
}

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `tenant-${index}`);
}

async function metricOf(poller: PollerProcess, name: string): Promise<number> {
  const { text } = await poller.ask('/metrics');
  return Number(new RegExp(`^tidegate_poller_${name} (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}
