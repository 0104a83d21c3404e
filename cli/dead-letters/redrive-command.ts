import { redrive as redriveLetters } from '../../lib/consumption/redrive/redrive.ts';
import type { RedriveSummary } from '../../lib/consumption/redrive/redrive.ts';
import { type TenantId, parseTenantId } from '../../lib/domain/identifiers.ts';
import type { AddCommands } from '../commands.ts';
import { type Context, writeLine } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { WrongUsage } from '../failures.ts';
import { wholeNumber } from '../option-values.ts';
import { showProgress } from '../progress.ts';
import { describeVerdict } from './describe-letter.ts';
import { type FilterOptions, isNarrow, toFilter, withFilterOptions } from './filter-options.ts';
import { withTopics } from './letter-topics.ts';

type RedriveOptions = FilterOptions & {
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly honourTtl: boolean;
  readonly maxRedrives: number;
  readonly json: boolean;
};

export const addRedrive: AddCommands = (letters, context, ended) => {
  withFilterOptions(letters.command('redrive'))
    .description("put dead letters back to the tenant's topic, where every application sees them")
    .option('--all', 'all that wait; else say which', false)
    .option('--dry-run', 'only tell what would be done', false)
    .option('--honour-ttl', 'leave what has expired; else the time to live is ignored', false)
    .option('--max-redrives <n>', 'leave what was put back so often', wholeNumber(1), 3)
    .option('--json', 'the summary as JSON', false)
    .action(async (tenant: string, options: RedriveOptions) =>
      ended(await redrive(parseTenantId(tenant), options, context)),
    );
};

function redrive(tenant: TenantId, options: RedriveOptions, context: Context): Promise<ExitCode> {
  if (!options.all && !isNarrow(options)) {
    throw new WrongUsage('say which letters with --device, --reason, …, or --all');
  }
  return withTopics(options.brokers, context, async ({ brokers, ...ports }) => {
    const { dryRun, maxRedrives, honourTtl, limit = Infinity } = options;
    const progress = showProgress(context, 'dead letters');
    const chosen = {
      filter: toFilter(options),
      honourTimeToLive: honourTtl,
      maxRedrives,
      limit,
      dryRun,
    };
    try {
      progress.line(`${dryRun ? 'trying to redrive' : 'redriving'} ${tenant} on ${brokers.join()}`);
      const summary = await redriveLetters(tenant, chosen, {
        ...ports,
        now: Date.now,
        signal: context.interrupted,
        report: (verdict) => progress.line(describeVerdict(verdict)),
        progress: (examined, total) => progress.update(examined, total, `${examined} letters`),
      });
      progress.stop();
      showSummary(summary, options, context);
      return summary.stopped === 'interrupted' ? exitCodes.failed : exitCodes.done;
    } finally {
      progress.stop();
    }
  });
}

function showSummary(
  { counts, stopped }: RedriveSummary,
  { json, dryRun }: RedriveOptions,
  { stdout, stderr }: Context,
): void {
  if (json) {
    writeLine(stdout, JSON.stringify({ 'dry-run': dryRun, ...counts, stopped: stopped ?? null }));
  } else {
    for (const [what, count] of Object.entries(counts)) {
      writeLine(stdout, `${what.padEnd(10)} ${count}`);
    }
    if (dryRun) writeLine(stdout, 'Nothing was put back.');
  }
  if (stopped) writeLine(stderr, `stopped, ${stopped}; the same command goes on`);
}
