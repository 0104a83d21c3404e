import type { MarkStore } from '../../lib/consumption/redrive/mark-store.ts';
import type { RecordWriter } from '../../lib/consumption/redrive/record-writer.ts';
import type { TopicLog } from '../../lib/consumption/redrive/topic-log.ts';
import { kafkaMarkStore } from '../../lib/drivers/platformatic/mark-store.ts';
import { kafkaRecordWriter } from '../../lib/drivers/platformatic/record-writer.ts';
import { kafkaTopicLog } from '../../lib/drivers/platformatic/topic-log.ts';
import type { Context } from '../context.ts';
import { brokersFor } from '../tenants/brokers.ts';

export type Topics = {
  readonly brokers: readonly string[];
  readonly log: TopicLog;
  readonly marks: MarkStore;
  readonly writer: RecordWriter;
};

/** Lends the topics of the named brokers, or of the local cloud's, and closes what was opened. */
export async function withTopics<Result>(
  named: string | undefined,
  context: Context,
  work: (topics: Topics) => Promise<Result>,
): Promise<Result> {
  const brokers = await brokersFor(named, context);
  const connection = { brokers, clientId: 'tidegate' };
  const log = kafkaTopicLog(connection);
  const marks = kafkaMarkStore(connection);
  const writer = kafkaRecordWriter(connection);
  try {
    return await work({ brokers, log, marks, writer });
  } finally {
    await Promise.all([log, marks, writer].map(({ close }) => close()));
  }
}
