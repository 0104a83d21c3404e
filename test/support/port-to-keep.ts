import { randomInt } from 'node:crypto';
import { isFree } from '../../local/ports.ts';

/** Below what kernels give to connections, which would take the port while nobody listens on it. */
const FIRST = 20_000;
const BEHIND_LAST = 30_000;

/** A free port for a server that is away for a while and comes back to it. */
export async function portToKeep(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, BEHIND_LAST);
    if (await isFree(port)) return port;
  }
}
