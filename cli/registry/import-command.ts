import { Option } from 'commander';
import { importAll } from '../../lib/registry/bulk/import-all.ts';
import { CONFLICT_POLICIES, type ConflictPolicy } from '../../lib/registry/bulk/importer.ts';
import type { AddCommands } from '../commands.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../option-values.ts';
import { showProgress } from '../progress.ts';
import { importerOf } from './importer-of.ts';
import { openInput } from './input.ts';
import { patience } from './patience.ts';
import { readItems } from './read-items.ts';
import { openRegistry, type TableOptions, withTableOptions } from './registry-table.ts';
import { describeProblem, describeStop, showSummary } from './show-summary.ts';

type ImportOptions = TableOptions & {
  readonly dryRun: boolean;
  readonly onConflict: ConflictPolicy;
  readonly fromLine: number;
  readonly maxErrors: number;
  readonly concurrency: number;
  readonly json: boolean;
};

export const addImport: AddCommands = (registry, context, ended) => {
  withTableOptions(registry.command('import'))
    .description('write what an export, or a registry of Hono, has written; - is standard input')
    .argument('<file>')
    .option('--dry-run', 'check everything, write nothing', false)
    .addOption(
      new Option('--on-conflict <policy>', 'what becomes of what exists already, and differs')
        .choices(CONFLICT_POLICIES)
        .default('fail'),
    )
    .option('--from-line <n>', 'begin there, as an interrupted import says', wholeNumber(1), 1)
    .addOption(
      new Option('--max-errors <n>', 'stop when more lines than that have failed')
        .argParser(wholeNumber(0))
        .default(Infinity, 'never'),
    )
    .option('--concurrency <n>', 'entities in hand at the same time', wholeNumber(1), 200)
    .option('--json', 'the summary as JSON', false)
    .action(async (file: string, options: ImportOptions) =>
      ended(await importFrom(file, options, context)),
    );
};

async function importFrom(
  file: string,
  options: ImportOptions,
  context: Context,
): Promise<ExitCode> {
  const { store, description, close } = await openRegistry(options, context);
  const input = await openInput(file, context);
  const progress = showProgress(context, file);
  try {
    progress.line(`${options.dryRun ? 'trying an import into' : 'importing into'} ${description}`);
    const importer = await importerOf(store, options);
    let settled = 0;
    const summary = await importAll(readItems(input.chunks, options.fromLine), importer, {
      ...patience,
      ...options,
      signal: context.interrupted,
      report: (problem) => progress.line(describeProblem(problem)),
      settled: () => progress.update(input.bytesRead(), input.bytes, `${++settled} entities`),
    });
    if (summary.stopped) progress.line(describeStop(summary.stopped, options));
    progress.stop();
    showSummary(summary, options, context);
    return summary.failed === 0 && !summary.stopped ? exitCodes.done : exitCodes.failed;
  } finally {
    progress.stop();
    close();
  }
}
