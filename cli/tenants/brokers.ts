import { resolve } from 'node:path';
import { readConnection } from '../../local/connection.ts';
import { kafkaSecurity } from '../../lib/config/kafka.ts';
import type { BrokerConnection } from '../../lib/drivers/broker-login/broker-login.ts';
import { brokerConnection } from '../../lib/drivers/broker-login/broker-logins.ts';
import type { Context } from '../context.ts';
import { CommandFailure } from '../failures.ts';

const CLIENT_ID = 'tidegate';

/**
 * The brokers that are named, let in as `KAFKA_SECURITY` says, or else those of the local cloud.
 *
 * @throws {ConfigurationError} @throws {CommandFailure} none are named, and no local cloud runs
 */
export async function brokersFor(
  named: string | undefined,
  { env }: Context,
): Promise<BrokerConnection> {
  const list = named ?? env['KAFKA_BROKERS'];
  if (list) {
    const brokers = list.split(',');
    return brokerConnection({ brokers, security: kafkaSecurity(env) }, CLIENT_ID);
  }
  const folder = resolve(env['TIDEGATE_DATA'] || '.tidegate');
  const local = await readConnection(folder);
  if (local) return { brokers: local.brokers, clientId: CLIENT_ID };
  throw new CommandFailure(
    `no brokers are named, and no local cloud runs with its data in ${folder}: name them with --brokers`,
  );
}
