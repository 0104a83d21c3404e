import type { RecordHeader } from '../../lib/consumption/received.ts';
import { type TenantId, parseTenantId } from '../../lib/domain/identifiers.ts';
import type { AddCommands } from '../commands.ts';
import { type Context, writeLine } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { CommandFailure } from '../failures.ts';
import { place } from '../option-values.ts';
import { toPayload } from '../payload.ts';
import { toJson } from './describe-letter.ts';
import { type Found, findLetters } from './find-letters.ts';
import { withTopics } from './letter-topics.ts';

type ShowOptions = { readonly payload: boolean; readonly brokers?: string };

export const addShow: AddCommands = (letters, context, ended) => {
  letters
    .command('show')
    .description('show one dead letter as JSON, with the headers of its event')
    .argument('<tenant>')
    .argument('<partition/offset>', 'where it lies, as list shows it')
    .option('--payload', 'with its payload, which may be confidential', false)
    .option('--brokers <list>', 'host:port, several separated by commas (KAFKA_BROKERS)')
    .action(async (tenant: string, letter: string, options: ShowOptions) =>
      ended(await show(parseTenantId(tenant), letter, options, context)),
    );
};

function show(
  tenant: TenantId,
  where: string,
  options: ShowOptions,
  context: Context,
): Promise<ExitCode> {
  const letter = place(where);
  return withTopics(options.brokers, context, async (topics) => {
    for await (const found of findLetters(tenant, { letter }, topics)) {
      writeLine(context.stdout, JSON.stringify(describe(found, options), undefined, 2));
      return exitCodes.done;
    }
    throw new CommandFailure(`${tenant} has no dead letter at ${where}`);
  });
}

function describe({ letter, state }: Found, { payload }: ShowOptions): object {
  return {
    ...toJson(letter, state),
    headers: letter.headers.map(toEntry),
    ...(payload && toPayload(letter.record.value)),
  };
}

/** A list, because a name may come again. */
function toEntry({ name, value }: RecordHeader): { name: string; value: string } {
  return { name, value: Buffer.from(value).toString() };
}
