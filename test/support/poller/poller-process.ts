import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { testBrokers } from '../kafka.ts';
import { until } from '../until.ts';

const PROGRAM = join(import.meta.dirname, '../../../poller/main.ts');

export type PollerProcess = {
  readonly child: ChildProcess;
  /** Lines of its log, parsed. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  /** What it serves under a path. */
  readonly ask: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: (signal: NodeJS.Signals) => Promise<unknown>;
};

/** A poller that is killed with the test, once it says where it listens. */
export async function startPollerProcess(
  t: TestContext,
  variables: Readonly<Record<string, string>>,
): Promise<PollerProcess> {
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      ...process.env,
      KAFKA_BROKERS: testBrokers().join(','),
      POLLER_PORT: '0',
      POLLER_REGISTRY_SECONDS: '1',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exited = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const log = () =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line): Readonly<Record<string, unknown>> => JSON.parse(line));
  const port = () => log().find(({ message }) => message === 'poller started')?.['port'];
  await until(() => {
    if (child.exitCode !== null) throw new Error(output);
    return port() !== undefined;
  });
  return {
    child,
    log,
    async ask(path) {
      const response = await fetch(`http://127.0.0.1:${String(port())}${path}`);
      return { status: response.status, text: await response.text() };
    },
    async ended(signal) {
      child.kill(signal);
      const [code, endedBy] = await exited;
      return code ?? endedBy;
    },
  };
}

/** The registry, as the poller is told it. */
export function writeTenants(file: string, tenants: readonly string[]): void {
  writeFileSync(file, JSON.stringify(tenants));
}
