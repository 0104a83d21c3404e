import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const SCRIPT = join(import.meta.dirname, '../support/start-servers.ts');

/** All hold on to the same leash; the signal that leaves nobody the time to let go of it is tried with each. */
const SERVERS = [
  ['SIGINT', ['dynamodb']],
  ['SIGTERM', ['dynamodb']],
  ['SIGKILL', ['dynamodb', 'kafka']],
] as const;

void describe('the local servers end with the process that started them', () => {
  for (const [signal, names] of SERVERS) {
    void test(`when it ends by ${signal}`, async (t) => {
      const { parent, servers } = await startServers(t, names);
      assert.deepEqual(
        servers.map(isRunning),
        names.map(() => true),
      );

      parent.kill(signal);

      await until(() => !servers.some(isRunning));
    });
  }
});

async function startServers(t: TestContext, names: readonly string[]) {
  const parent = spawn(process.execPath, [SCRIPT, temporaryFolder(), ...names], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => parent.kill('SIGKILL'));
  const [line] = await once(createInterface(parent.stdout), 'line');
  const servers: number[] = JSON.parse(line);
  return { parent, servers };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !isZombie(pid);
  } catch {
    return false;
  }
}

/** A process that has ended, and nobody has asked for its exit code yet. */
function isZombie(pid: number): boolean {
  const status = `/proc/${pid}/stat`;
  return existsSync(status) && / [ZX] /.test(readFileSync(status, 'utf8'));
}
