import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CommandFailure } from '../failures.ts';
import { parsePriceList, type PriceList, PriceListError } from './price-list.ts';

const FOLDER = join(import.meta.dirname, 'prices');

/**
 * The prices of a region, or of the file that is named.
 *
 * @throws {CommandFailure} there are none of the region, or the file is none
 */
export function readPrices(region: string, file: string | undefined): PriceList {
  const path = file ?? join(FOLDER, `${basename(region)}.json`);
  if (!existsSync(path)) {
    throw new CommandFailure(
      file === undefined
        ? `there are no prices of ${region}, only of ${regions().join(', ')}: copy cli/cost/prices/us-east-1.json, put the region's own in, and name it with --prices`
        : `${file} is not there`,
    );
  }
  try {
    return parsePriceList(readFileSync(path, 'utf8'));
  } catch (failure) {
    if (!(failure instanceof PriceListError)) throw failure;
    throw new CommandFailure(`${path} is no price list: ${failure.message}`, { cause: failure });
  }
}

function regions(): string[] {
  return globSync('*.json', { cwd: FOLDER })
    .map((name) => basename(name, '.json'))
    .toSorted();
}
