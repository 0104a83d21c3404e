import { type Command, InvalidArgumentError } from 'commander';
import { failures } from '../../lib/domain/errors.ts';
import type { LetterFilter, Place } from '../../lib/consumption/redrive/letter-filter.ts';
import { instant, place, wholeNumber } from '../option-values.ts';

export type FilterOptions = {
  readonly device?: string;
  readonly reason?: string;
  readonly from?: number;
  readonly to?: number;
  readonly letter?: Place;
  readonly origin?: Place;
  readonly limit?: number;
  readonly brokers?: string;
};

export function withFilterOptions(command: Command): Command {
  return command
    .argument('<tenant>')
    .option('--device <id>', 'events of this device alone')
    .option('--reason <code>', 'given up for this reason alone (docs/errors.md)', reason)
    .option('--from <time>', 'given up then or later', instant)
    .option('--to <time>', 'given up before', instant)
    .option('--letter <partition/offset>', 'the one that lies there, as list shows it', place)
    .option('--origin <partition/offset>', "those of this event of the tenant's topic", place)
    .option('--limit <n>', 'so many at most', wholeNumber(1))
    .option('--brokers <list>', 'host:port, several separated by commas (KAFKA_BROKERS)');
}

export function toFilter(options: FilterOptions): LetterFilter {
  const { device, from: fromMs, to: toMs, letter, origin } = options;
  return { device, reason: options.reason, fromMs, toMs, letter, origin };
}

/** Whether the choice is narrowed at all. */
export function isNarrow(options: FilterOptions): boolean {
  return Object.values(toFilter(options)).some((value) => value !== undefined);
}

function reason(code: string): string {
  if (Object.hasOwn(failures, code)) return code;
  throw new InvalidArgumentError('It takes a code of docs/errors.md, such as RECORD_REJECTED.');
}
