import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import { deadLetterTopic, eventTopic, telemetryTopic } from '../../lib/domain/topics.ts';
import { kafkaAdmin as adminOf } from '../../lib/drivers/kafka/admin.ts';
import { kafkaGroupReaders } from '../../lib/drivers/kafka/group-readers.ts';
import { kafkaTopicAdmin } from '../../lib/drivers/kafka/topic-admin.ts';
import { planPurge, type Purge, purgeTenant } from '../../lib/onboarding/purge-tenant.ts';
import { kafkaAdmin, kafkaClient, testBrokers } from '../support/kafka.ts';
import { UNHURRIED } from '../support/onboarding.ts';
import { until } from '../support/until.ts';

const withAdmin = adminOf({ brokers: testBrokers() });
const purge: Purge = {
  findTenant: async () => undefined,
  topics: kafkaTopicAdmin(withAdmin, UNHURRIED),
  readersOf: kafkaGroupReaders(withAdmin),
};

async function goneTenant(t: TestContext): Promise<{ tenant: TenantId; topics: string[] }> {
  const tenant = parseTenantId(`tenant-${randomUUID()}`);
  const topics = [eventTopic, telemetryTopic, deadLetterTopic].map((nameOf) => nameOf(tenant));
  const admin = await kafkaAdmin(t);
  await admin.createTopics({ topics: topics.map((topic) => ({ topic })), waitForLeaders: true });
  return { tenant, topics };
}

describe('purging a tenant that is gone', () => {
  it('deletes its three topics, and then finds nothing', async (t) => {
    const { tenant, topics } = await goneTenant(t);

    assert.deepEqual(await purgeTenant(tenant, purge), { kind: 'ready', topics });

    await until(async () => {
      const existing = await purge.topics.list();
      return topics.every((topic) => !existing.has(topic));
    });
    assert.deepEqual(await purgeTenant(tenant, purge), { kind: 'ready', topics: [] });
  });

  it('tells beforehand what would go, and deletes nothing then', async (t) => {
    const { tenant, topics } = await goneTenant(t);

    assert.deepEqual(await planPurge(tenant, purge), { kind: 'ready', topics });

    const existing = await purge.topics.list();
    assert.ok(topics.every((topic) => existing.has(topic)));
  });

  it('deletes nothing of a tenant of the registry', async (t) => {
    const { tenant, topics } = await goneTenant(t);
    const findTenant = async () => ({ id: tenant });

    assert.deepEqual(await purgeTenant(tenant, { ...purge, findTenant }), { kind: 'registered' });

    const existing = await purge.topics.list();
    assert.ok(topics.every((topic) => existing.has(topic)));
  });

  it('deletes nothing that somebody reads', async (t) => {
    const { tenant, topics } = await goneTenant(t);
    const groupId = `reader-${randomUUID()}`;
    const consumer = kafkaClient().consumer({ groupId });
    t.after(() => consumer.disconnect());
    const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
    await consumer.connect();
    await consumer.subscribe({ topic: deadLetterTopic(tenant) });
    await consumer.run({ eachMessage: async () => {} });
    await joined;

    assert.deepEqual(await purgeTenant(tenant, purge), { kind: 'consumed', readers: [groupId] });

    const existing = await purge.topics.list();
    assert.ok(topics.every((topic) => existing.has(topic)));
  });
});
