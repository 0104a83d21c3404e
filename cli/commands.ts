import type { Command } from 'commander';
import type { Context } from './context.ts';
import type { ExitCode } from './exit-codes.ts';

/** Says how the command that ran has ended; one that says nothing is done. */
export type Ended = (code: ExitCode) => void;

/** Describes a command, or several under one name, and what they do. */
export type AddCommands = (program: Command, context: Context, ended: Ended) => void;

type Load = () => Promise<AddCommands>;

/** By name, in the order of the help text. Each is loaded when it is called: some bring clients of Kafka along, which take longer to load than others to run. */
export const commands: Readonly<Record<string, Load>> = {
  registry: async () => (await import('./registry/commands.ts')).addRegistryCommands,
  tenants: async () => (await import('./tenants/commands.ts')).addTenantsCommands,
  'dead-letters': async () => (await import('./dead-letters/commands.ts')).addDeadLettersCommands,
  replay: async () => (await import('./replay/commands.ts')).addReplay,
  cost: async () => (await import('./cost/cost-command.ts')).addCost,
  doctor: async () => (await import('./doctor/doctor-command.ts')).addDoctor,
};

/** The command that is named; all of them where none is, or an unknown one. */
export function loadCommands(name?: string): Promise<readonly AddCommands[]> {
  const isKnown = name !== undefined && Object.hasOwn(commands, name);
  const loads = Object.entries(commands).filter(([known]) => !isKnown || known === name);
  return Promise.all(loads.map(([, load]) => load()));
}
