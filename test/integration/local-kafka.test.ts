import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTopic, kafkaClient, readAll, uniqueTopic } from '../support/kafka.ts';

void test('the broker of the test run › stores records and gives them back', async (t) => {
  const topic = uniqueTopic();
  await createTopic(t, topic, { numPartitions: 2 });
  const producer = kafkaClient().producer();
  t.after(() => producer.disconnect());
  await producer.connect();

  await producer.send({
    topic,
    messages: [
      { key: 'a', value: null, partition: 1, headers: { qos: '1' } },
      { key: null, value: Buffer.from([0, 255]), partition: 1 },
    ],
  });

  const records = await readAll(topic);
  assert.deepEqual(
    records.map(({ partition, offset, key, value }) => ({ partition, offset, key, value })),
    [
      { partition: 1, offset: 0, key: Buffer.from('a'), value: null },
      { partition: 1, offset: 1, key: null, value: Buffer.from([0, 255]) },
    ],
  );
  assert.deepEqual(records[0]?.headers, [['qos', Buffer.from('1')]]);
});
