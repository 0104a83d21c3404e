import { randomUUID } from 'node:crypto';
import type { ManagementApi } from './management-api.ts';
import { StartFailure } from './start-failure.ts';

/**
 * Asks for what an upload needs: a registry that finds its table, and a gateway behind which the devices' function answers.
 * That a broker answers is known by then.
 *
 * @throws {StartFailure} naming what does not answer as it should.
 */
export async function checkReadiness(url: string, api: ManagementApi): Promise<void> {
  await api.call('GET', `/tenants/${randomUUID()}`, undefined, [404]);
  const { status } = await fetch(`${url}/event`, { method: 'OPTIONS' });
  if (status < 500) return;
  throw new StartFailure(
    `The devices' API answered ${status}: see the lines of its function above.`,
  );
}
