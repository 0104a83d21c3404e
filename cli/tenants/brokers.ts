import { resolve } from 'node:path';
import { readConnection } from '../../local/connection.ts';
import type { Context } from '../context.ts';
import { CommandFailure } from '../failures.ts';

/**
 * The brokers that are named, or else those of the local cloud.
 *
 * @throws {CommandFailure} none are named, and no local cloud runs
 */
export async function brokersFor(
  named: string | undefined,
  { env }: Context,
): Promise<readonly string[]> {
  const list = named ?? env['KAFKA_BROKERS'];
  if (list) return list.split(',');
  const folder = resolve(env['TIDEGATE_DATA'] || '.tidegate');
  const local = await readConnection(folder);
  if (local) return local.brokers;
  throw new CommandFailure(
    `no brokers are named, and no local cloud runs with its data in ${folder}: name them with --brokers`,
  );
}
