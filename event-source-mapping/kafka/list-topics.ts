import { Admin } from '@platformatic/kafka';
import { type KafkaConnection, adminOptions } from './connection.ts';

/** The names of all topics of the cluster that may be seen. Opens a connection of its own, and closes it. */
export async function listTopics(connection: KafkaConnection): Promise<readonly string[]> {
  const admin = new Admin(adminOptions(connection));
  try {
    return await admin.listTopics();
  } finally {
    await admin.close();
  }
}
