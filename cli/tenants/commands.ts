import type { AddCommands } from '../commands.ts';
import { addPurge } from './purge-command.ts';

export const addTenantsCommands: AddCommands = (program, context, ended) => {
  const tenants = program
    .command('tenants')
    .description('what tenants leave behind (docs/tenants.md)');
  addPurge(tenants, context, ended);
};
