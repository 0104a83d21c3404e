import { type TenantId, parseTenantId } from '../../lib/domain/identifiers.ts';
import type { AddCommands } from '../commands.ts';
import { type Context, writeLine } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { toJson, toLine } from './describe-letter.ts';
import { type FilterOptions, toFilter, withFilterOptions } from './filter-options.ts';
import { type Found, findLetters } from './find-letters.ts';
import { withTopics } from './letter-topics.ts';

type ListOptions = FilterOptions & { readonly all: boolean; readonly json: boolean };

export const addList: AddCommands = (letters, context, ended) => {
  withFilterOptions(letters.command('list'))
    .description('show the dead letters that wait, in their order; no payload is shown')
    .option('--all', 'also those that are put back, and copies', false)
    .option('--json', 'a line of JSON for each', false)
    .action(async (tenant: string, options: ListOptions) =>
      ended(await list(parseTenantId(tenant), options, context)),
    );
};

function list(tenant: TenantId, options: ListOptions, context: Context): Promise<ExitCode> {
  return withTopics(options.brokers, context, async (topics) => {
    let shown = 0;
    for await (const found of findLetters(tenant, toFilter(options), topics)) {
      if (context.interrupted.aborted) return exitCodes.failed;
      if (!options.all && found.state !== 'waiting') continue;
      show(found, options, context);
      if ((shown += 1) >= (options.limit ?? Infinity)) break;
    }
    writeLine(context.stderr, `${shown} dead letters`);
    return exitCodes.done;
  });
}

function show({ letter, state }: Found, { json }: ListOptions, { stdout }: Context): void {
  writeLine(stdout, json ? JSON.stringify(toJson(letter, state)) : toLine(letter, state));
}
