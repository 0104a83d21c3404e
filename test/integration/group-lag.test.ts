import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kafkaAdmin as adminOf } from '../../lib/drivers/kafka/admin.ts';
import { kafkaGroupLag } from '../../lib/drivers/kafka/group-lag.ts';
import {
  createTopic,
  kafkaAdmin,
  kafkaClient,
  testBrokers,
  uniqueTopic,
} from '../support/kafka.ts';

const { lagOf } = kafkaGroupLag(adminOf({ brokers: testBrokers() }));

async function send(topic: string, partition: number, count: number): Promise<void> {
  const producer = kafkaClient().producer();
  await producer.connect();
  const messages = Array.from({ length: count }, () => ({ partition, value: 'event' }));
  await producer.send({ topic, messages });
  await producer.disconnect();
}

describe('the lag of a consumer group', () => {
  it('is everything in the topic for a group that has committed nothing', async (t) => {
    const topic = uniqueTopic();
    await createTopic(t, topic, { numPartitions: 2 });
    await send(topic, 0, 3);
    await send(topic, 1, 4);

    assert.equal(await lagOf(topic, uniqueTopic('group')), 7);
  });

  it('is what lies behind the committed offsets, partition by partition', async (t) => {
    const topic = uniqueTopic();
    const groupId = uniqueTopic('group');
    await createTopic(t, topic, { numPartitions: 2 });
    await send(topic, 0, 3);
    await send(topic, 1, 4);
    const admin = await kafkaAdmin(t);
    const commit = (partition: number, offset: string) =>
      admin.setOffsets({ groupId, topic, partitions: [{ partition, offset }] });

    await commit(0, '3');
    assert.equal(await lagOf(topic, groupId), 4);

    await commit(1, '4');
    assert.equal(await lagOf(topic, groupId), 0);
  });

  it('counts no record that retention has removed', async (t) => {
    const topic = uniqueTopic();
    await createTopic(t, topic, { numPartitions: 1 });
    await send(topic, 0, 3);
    const admin = await kafkaAdmin(t);
    // kafkajs knows only topics that it has been asked about.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });

    assert.equal(await lagOf(topic, uniqueTopic('group')), 1);
  });

  it('is none where there is no topic', async () => {
    assert.equal(await lagOf(uniqueTopic(), uniqueTopic('group')), 0);
  });
});
