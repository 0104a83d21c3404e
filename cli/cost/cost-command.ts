import { Option } from 'commander';
import type { AddCommands } from '../commands.ts';
import { type Context, writeLine } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { share, wholeNumber } from '../option-values.ts';
import { comparisons } from './comparisons.ts';
import { estimate, platforms } from './estimate.ts';
import { limits, sizes } from './limits.ts';
import { readPrices } from './price-file.ts';
import { showComparison, showLines, showTable } from './show-cost.ts';
import { kafkaKinds, type Workload } from './workload.ts';

type CostOptions = Omit<Workload, 'devices' | 'batch'> & {
  readonly batch?: number;
  readonly devices?: number;
  readonly region: string;
  readonly prices?: string;
  readonly details: boolean;
  readonly json: boolean;
};

/** A device that uploads once a minute, all month. */
const EVENTS_A_DEVICE = 730 * 60;

export const addCost: AddCommands = (program, context, ended) => {
  program
    .command('cost')
    .description('what a month on AWS costs, part by part (docs/cost.md)')
    .requiredOption('--events-per-month <n>', 'of all tenants together', wholeNumber(1))
    .requiredOption('--tenants <n>', 'that have topics of their own', wholeNumber(1))
    .option('--devices <n>', 'of all tenants; else one for each event a minute', wholeNumber(1))
    .option('--event-bytes <n>', 'payload of an event', wholeNumber(0), 512)
    .option('--duty <share>', 'share of the month in which events come', share, 1)
    .option('--batch <n>', 'events of one invocation; else what comes meanwhile', wholeNumber(1))
    .option('--consumers <n>', 'functions that read every event', wholeNumber(1), 1)
    .option('--memory-mb <n>', 'of ingest and consumer', wholeNumber(128), 512)
    .option('--ingest-ms <n>', 'that an upload is billed', wholeNumber(1), 20)
    .option('--consume-ms <n>', 'that 16 events of a batch are billed', wholeNumber(1), 30)
    .option('--partitions <n>', 'of each topic', wholeNumber(1), 3)
    .option('--retention-hours <n>', 'of the topics', wholeNumber(1), 168)
    .addOption(choice('--kafka <kind>', 'the MSK cluster', kafkaKinds))
    .addOption(choice('--mappings <mode>', 'of pollers', ['provisioned', 'on-demand']))
    .addOption(choice('--network <way>', "to AWS's APIs", ['endpoints', 'nat', 'none']))
    .addOption(choice('--metrics <mode>', 'as METRICS', ['on', 'by-tenant', 'off']))
    .option('--region <region>', 'whose prices count', 'us-east-1')
    .option('--prices <file>', "a price list of one's own")
    .option('--details', 'every line, with quantity and price', false)
    .option('--json', 'all of it as JSON', false)
    .action((options: CostOptions) => {
      show(options, context);
      ended(exitCodes.done);
    });
};

/** The first of the values counts when nothing is said. */
function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values).default(values[0]);
}

function show(options: CostOptions, { stdout, stderr }: Context): void {
  const { details, json, region, prices: file, ...rest } = options;
  const { batch, devices = Math.ceil(rest.eventsPerMonth / EVENTS_A_DEVICE) } = rest;
  const workload: Workload = { ...rest, batch, devices };
  const prices = readPrices(region, file);
  const estimates = platforms.map((platform) => estimate(platform, workload, prices));
  const breakEvens = comparisons(workload, prices);
  const warnings = limits(workload);
  if (json) {
    const { region: pricedIn, collected } = prices;
    const answer = { region: pricedIn, collected, workload, estimates, breakEvens, warnings };
    writeLine(stdout, JSON.stringify({ ...answer, sizes: sizes(workload) }));
    return;
  }
  const lines = [
    ...showTable(estimates),
    '',
    ...(details ? estimates.flatMap((one) => [...showLines(one, prices), '']) : []),
    ...breakEvens.map(showComparison),
    '',
    ...sizes(workload),
  ];
  for (const line of lines) writeLine(stdout, line);
  for (const warning of warnings) writeLine(stderr, `not possible: ${warning}`);
  writeLine(stderr, `list prices of ${prices.region}, collected ${prices.collected}, not a quote`);
}
