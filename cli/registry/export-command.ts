import { pipeline } from 'node:stream/promises';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { exportRegistry } from '../../lib/registry/bulk/export-registry.ts';
import type { AddCommands } from '../commands.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { showProgress } from '../progress.ts';
import { toChunks } from './export-text.ts';
import { openOutput } from './output.ts';
import { patience } from './patience.ts';
import { openRegistry, type TableOptions, withTableOptions } from './registry-table.ts';

type ExportOptions = TableOptions & {
  readonly tenant: readonly string[];
  readonly withCredentials: boolean;
  readonly output?: string;
};

export const addExport: AddCommands = (registry, context, ended) => {
  withTableOptions(registry.command('export'))
    .description('write tenants and devices, and credentials if asked for, as JSON lines')
    .option('--tenant <id...>', 'these tenants alone', [])
    .option('--with-credentials', 'with their hashes and keys: keep what is written secret', false)
    .option('--output <file>', 'a new file, which its owner alone may read; else standard output')
    .action(async (options: ExportOptions) => ended(await exportTo(options, context)));
};

async function exportTo(options: ExportOptions, context: Context): Promise<ExitCode> {
  const tenants = options.tenant.map(parseTenantId);
  const { store, description, close } = await openRegistry(options, context);
  const progress = showProgress(context, 'what was found so far');
  let entities = 0;
  const count = (): void => progress.update(++entities, undefined, `${entities} entities`);
  try {
    progress.line(`exporting ${description}`);
    const exported = exportRegistry(store, { ...patience, ...options, tenants });
    const { stream, isOurs } = await openOutput(options.output, context);
    await pipeline(toChunks(exported, count, context.interrupted), stream, { end: isOurs });
    progress.line(`${entities} entities${options.withCredentials ? '' : ', no credentials'}`);
  } finally {
    progress.stop();
    close();
  }
  return context.interrupted.aborted ? exitCodes.failed : exitCodes.done;
}
