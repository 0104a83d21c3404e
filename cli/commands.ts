import type { Command } from 'commander';
import type { Context } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import { addCost } from './cost/cost-command.ts';
import { addDeadLettersCommands } from './dead-letters/commands.ts';
import { addDoctor } from './doctor/doctor-command.ts';
import { addRegistryCommands } from './registry/commands.ts';
import { addReplay } from './replay/commands.ts';
import { addTenantsCommands } from './tenants/commands.ts';

/** Says how the command that ran has ended; one that says nothing is done. */
export type Ended = (code: ExitCode) => void;

/** Describes a command, or several under one name, and what they do. */
export type AddCommands = (program: Command, context: Context, ended: Ended) => void;

/** In the order of the help text. */
export const commands: readonly AddCommands[] = [
  addRegistryCommands,
  addTenantsCommands,
  addDeadLettersCommands,
  addReplay,
  addCost,
  addDoctor,
];
