import { Admin } from '@platformatic/kafka';
import { StartFailure } from '../start-failure.ts';

const PATIENCE_MS = 5_000;

export function connectAdmin(brokers: readonly string[]): Admin {
  return new Admin({
    clientId: 'tidegate-control-plane',
    bootstrapBrokers: [...brokers],
    connectTimeout: PATIENCE_MS,
    timeout: PATIENCE_MS,
    retries: 0,
  });
}

/** @throws {StartFailure} no broker answers. */
export async function checkBrokers(brokers: readonly string[]): Promise<void> {
  const admin = connectAdmin(brokers);
  try {
    await admin.listTopics();
  } catch (cause) {
    throw new StartFailure(
      `No broker answers at ${brokers.join(', ')}: start it, or unset KAFKA_BROKERS to have one started.`,
      { cause },
    );
  } finally {
    await admin.close();
  }
}
