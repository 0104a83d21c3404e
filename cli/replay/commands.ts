import { setTimeout as pause } from 'node:timers/promises';
import { replay as replayEvents, type ReplaySummary } from '../../lib/consumption/replay/replay.ts';
import { parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import type { AddCommands } from '../commands.ts';
import { type Context, writeLine } from '../context.ts';
import { withTopics } from '../dead-letters/letter-topics.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { toSentence, WrongUsage } from '../failures.ts';
import { instant, wholeNumber } from '../option-values.ts';
import { showProgress } from '../progress.ts';
import { targetFor, type TargetOptions } from './target.ts';

type ReplayOptions = TargetOptions & {
  readonly device?: string;
  readonly from?: number;
  readonly to?: number;
  readonly group?: string;
  readonly attempts: number;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly brokers?: string;
};

export const addReplay: AddCommands = (program, context, ended) => {
  program
    .command('replay')
    .description("deliver a tenant's events once more (docs/dead-letters.md)")
    .argument('<tenant>')
    .option('--device <id>', 'of this device alone')
    .option('--from <time>', 'stored then or later', instant)
    .option('--to <time>', 'stored before', instant)
    .option('--handler <name>', 'into this handler, in this process: functions/consumer.handler')
    .option('--function <name>', 'into this Lambda function; else JSON lines on standard output')
    .option('--region <region>', "the function's region (AWS_REGION)")
    .option('--group <name>', 'keep the progress under this name, and go on from there')
    .option('--attempts <n>', 'deliveries of what is not settled', wholeNumber(1), 5)
    .option('--dry-run', 'only count', false)
    .option('--json', 'the summary as JSON, on standard error', false)
    .option('--brokers <list>', 'host:port, several separated by commas (KAFKA_BROKERS)')
    .action(async (tenant: string, options: ReplayOptions) =>
      ended(await replay(parseTenantId(tenant), options, context)),
    );
};

async function replay(
  tenant: TenantId,
  options: ReplayOptions,
  context: Context,
): Promise<ExitCode> {
  const { device, from: fromMs, to: toMs, group, dryRun, attempts } = options;
  const chosen = { filter: { device, fromMs, toMs }, group: groupCalled(group), dryRun };
  const target = await targetFor(options, context);
  return withTopics(options.brokers, context, async ({ log, marks, brokers }) => {
    const progress = showProgress(context, "the tenant's topic");
    try {
      progress.line(`replaying ${tenant} of ${brokers.join()}`);
      const summary = await replayEvents(tenant, chosen, {
        log,
        marks,
        target,
        attempts,
        pause: (ms) => pause(ms),
        signal: context.interrupted,
        report: (left, reason) => progress.line(describeLeft(left, reason)),
        progress: (read, total) => progress.update(read, total, `${read} records`),
      });
      progress.stop();
      showSummary(summary, options, context);
      return summary.stopped ? exitCodes.failed : exitCodes.done;
    } finally {
      progress.stop();
    }
  });
}

/** Under a prefix of its own, so that the progress is never the committed offset of an application. */
function groupCalled(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (/^[A-Za-z0-9._-]{1,200}$/.test(name)) return `tidegate-replay.${name}`;
  throw new WrongUsage('--group takes letters, digits, ".", "_" and "-", 200 at most');
}

function describeLeft(
  left: readonly { readonly partition: number; readonly offset: number }[],
  reason: unknown,
): string {
  const [first] = left;
  const where = first && `${first.partition}/${first.offset}`;
  const why = reason === undefined ? '' : `: ${toSentence(reason)}`;
  return `${left.length} events from ${where} have to be delivered again${why}`;
}

function showSummary(
  { events, bytes, stopped }: ReplaySummary,
  { json, dryRun, group }: ReplayOptions,
  { stderr }: Context,
): void {
  if (json) {
    writeLine(
      stderr,
      JSON.stringify({ 'dry-run': dryRun, events, bytes, stopped: stopped ?? null }),
    );
    return;
  }
  writeLine(stderr, `${events} events, ${bytes} bytes${dryRun ? '; nothing was delivered' : ''}`);
  if (!stopped) return;
  const how = group === undefined ? 'begins anew, unless --group keeps the progress' : 'goes on';
  writeLine(stderr, `stopped, ${stopped}; the same command ${how}`);
}
