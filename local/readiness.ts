import { randomUUID } from 'node:crypto';
import type { ManagementApi } from './management-api.ts';
import { StartFailure } from './start-failure.ts';

/** What a browser asks before it uploads: answered by the function, and logged by nobody. */
const PREFLIGHT = { origin: 'http://localhost', 'access-control-request-method': 'POST' };

/**
 * Asks for what an upload needs: a registry that finds its table, and a gateway behind which the devices' function answers.
 * That a broker answers is known by then.
 *
 * @throws {StartFailure} naming what does not answer as it should.
 */
export async function checkReadiness(url: string, api: ManagementApi): Promise<void> {
  await api.call('GET', `/tenants/${randomUUID()}`, undefined, [404]);
  const { status } = await fetch(`${url}/event`, { method: 'OPTIONS', headers: PREFLIGHT });
  if (status < 500) return;
  throw new StartFailure(
    `The devices' API answered ${status}: see the lines of its function above.`,
  );
}
