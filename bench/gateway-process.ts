import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProfiledStack } from './cpu-profile.ts';
import { cpuTimeMs } from './cpu-time.ts';

const PROGRAM = join(import.meta.dirname, 'programs/gateway.ts');
/** Said by every kafkajs client, which computes time-outs that lie in the past. */
const QUIET = '--disable-warning=TimeoutNegativeWarning';

export type GatewayOrder = 'profile' | 'end-profile';
export type GatewayReply =
  | { readonly kind: 'serving'; readonly port: number }
  | { readonly kind: 'profiled'; readonly stacks: readonly ProfiledStack[] };

/** A local gateway with its functions, in processes of their own. */
export type GatewayProcess = {
  readonly port: number;
  /** Milliseconds of CPU that all its processes have used so far. */
  readonly cpuMs: () => Promise<number>;
  /** Where the time of the gateway's own process went during the work. */
  readonly profile: (work: () => Promise<unknown>) => Promise<readonly ProfiledStack[]>;
  readonly stop: () => Promise<void>;
};

export async function startGatewayProcess(
  environment: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const child = fork(PROGRAM, [], {
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
  throw new Error(`the gateway ended before it was ${kind}`);
}
