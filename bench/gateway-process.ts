import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProfiledStack } from './cpu-profile.ts';
import { cpuTimeMs } from './cpu-time.ts';

const PROGRAMS = join(import.meta.dirname, 'programs');
/** Said by every kafkajs client, which computes time-outs that lie in the past. */
const QUIET = '--disable-warning=TimeoutNegativeWarning';

export type GatewayOrder = 'profile' | 'end-profile';
export type GatewayReply =
  | { readonly kind: 'serving'; readonly port: number }
  | { readonly kind: 'profiled'; readonly stacks: readonly ProfiledStack[] };

/** What answers uploads, in processes of its own. */
export type ServerProcess = {
  readonly port: number;
  /** Milliseconds of CPU that all its processes have used so far. */
  readonly cpuMs: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** A local gateway with its functions. */
export type GatewayProcess = ServerProcess & {
  /** Where the time of the gateway's own process went during the work. */
  readonly profile: (work: () => Promise<unknown>) => Promise<readonly ProfiledStack[]>;
};

export function startGatewayProcess(
  environment: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  return start('gateway.ts', environment);
}

/** Nothing but HTTP: what is left of an upload when everything of ours is taken away. */
export function startBareServer(): Promise<ServerProcess> {
  return start('bare-server.ts', {});
}

async function start(
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const child = fork(join(PROGRAMS, program), [], {
    env: { ...process.env, ...environment },
    execArgv: [QUIET],
    // Functions say there what they did for whom.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const { port } = await replyOf(child, 'serving');
  return {
    port,
    cpuMs: () => cpuTimeMs(child.pid ?? 0),
    profile: async (work) => {
      child.send('profile' satisfies GatewayOrder);
      await work();
      child.send('end-profile' satisfies GatewayOrder);
      return (await replyOf(child, 'profiled')).stacks;
    },
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}

/** @throws {Error} when the process ends first */
async function replyOf<Kind extends GatewayReply['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<GatewayReply, { kind: Kind }>> {
  const replied = once(child, 'message').then(([reply]: GatewayReply[]) => reply);
  const ended = once(child, 'exit').then(() => undefined);
  const reply = await Promise.race([replied, ended]);
  if (reply?.kind === kind) return reply as Extract<GatewayReply, { kind: Kind }>;
  throw new Error(`the server ended before it was ${kind}`);
}
