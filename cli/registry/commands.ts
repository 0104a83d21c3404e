import type { AddCommands } from '../commands.ts';
import { addExport } from './export-command.ts';
import { addImport } from './import-command.ts';

export const addRegistryCommands: AddCommands = (program, context, ended) => {
  const registry = program
    .command('registry')
    .description('export and import tenants, devices and credentials (docs/bulk.md)');
  addExport(registry, context, ended);
  addImport(registry, context, ended);
};
