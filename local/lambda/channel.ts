import type { ChildProcess } from 'node:child_process';
import type { FunctionModel } from '../service-model/model.ts';
import type { EnvironmentOptions } from './environment.ts';
import type { Reply, Request } from './protocol.ts';
import { runtimeVariables } from './runtime-variables.ts';

/** How requests get to the process of an environment. */
export type Channel = {
  readonly child: ChildProcess;
  /** Requests wait for the process to ask for them; what it can no longer take is lost. */
  readonly send: (request: Request) => void;
  /** Called once, before the process can say anything. */
  readonly listen: (receive: (reply: Reply) => void) => void;
  /** Gives back what the channel holds beside the process; called once that is gone. */
  readonly close: () => void;
};

/** Starts an environment's process. */
export type Connect = (options: EnvironmentOptions) => Promise<Channel>;

/** The function's variables and those of the runtime, and nothing else of ours. */
export function variablesOf(options: EnvironmentOptions): Record<string, string> {
  return { ...runtimeVariables(options), ...options.function.environment };
}

/** The function's memory, unless it has bounds of its own: an argument would count more than its variable. */
export function heapLimit({ environment, memoryMb }: FunctionModel): string[] {
  const isBounded = environment['NODE_OPTIONS']?.includes('--max-old-space-size');
  return isBounded ? [] : [`--max-old-space-size=${memoryMb}`];
}
