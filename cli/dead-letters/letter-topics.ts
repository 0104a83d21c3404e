import type { MarkStore } from '../../lib/consumption/redrive/mark-store.ts';
import type { RecordWriter } from '../../lib/consumption/redrive/record-writer.ts';
import type { TopicLog } from '../../lib/consumption/redrive/topic-log.ts';
import { kafkaMarkStore } from '../../lib/drivers/platformatic/mark-store.ts';
import { kafkaRecordWriter } from '../../lib/drivers/platformatic/record-writer.ts';
import { kafkaTopicLog } from '../../lib/drivers/platformatic/topic-log.ts';
import { standingLogin } from '../../lib/drivers/broker-login/standing-login.ts';
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
  const { brokers, clientId, logins } = await brokersFor(named, context);
  const login = logins && (await standingLogin(logins));
  const connection = { brokers, ...(clientId && { clientId }), ...login };
  const log = kafkaTopicLog(connection);
  const marks = kafkaMarkStore(connection);
  const writer = kafkaRecordWriter(connection);
  try {
    return await work({ brokers, log, marks, writer });
  } finally {
    await Promise.all([log, marks, writer].map(({ close }) => close()));
  }
}
