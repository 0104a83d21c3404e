import { kafkaMarkStore } from '../../lib/drivers/platformatic/mark-store.ts';
import { kafkaRecordWriter } from '../../lib/drivers/platformatic/record-writer.ts';
import { kafkaTopicLog } from '../../lib/drivers/platformatic/topic-log.ts';
import { topicsContract } from '../contract/topics.ts';
import { createTopic, testBrokers } from '../support/kafka.ts';

topicsContract('platformatic', async (t) => {
  const connection = { brokers: testBrokers() };
  const log = kafkaTopicLog(connection);
  const writer = kafkaRecordWriter(connection);
  const marks = kafkaMarkStore(connection);
  t.after(() => Promise.all([log, writer, marks].map(({ close }) => close())));
  return {
    log,
    writer,
    marks,
    create: (topic, numPartitions) => createTopic(t, topic, { numPartitions }),
  };
});
