import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableRows } from './markdown.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/configuration.md');
const HEADER = ['variable', 'of', 'default', 'unit or form', 'effect'];

/** A row of the table of settings: some stand together in one. */
type Setting = { readonly names: readonly string[]; readonly row: readonly string[] };

/** The table of all settings in `docs/configuration.md`. */
export function documentedSettings(): Setting[] {
  const rows = tableRows(readFileSync(DOCUMENT, 'utf8'));
  const start = rows.findIndex((row) => row.join() === HEADER.join()) + 1;
  const length = rows.slice(start).findIndex(([first = '']) => !/^`[A-Z_]+`/.test(first));
  const table = rows.slice(start, length === -1 ? undefined : start + length);
  return table.map((row) => ({ names: namesIn(row[0] ?? ''), row }));
}

/** The names of all settings. */
export function documentedVariables(): ReadonlySet<string> {
  return new Set(documentedSettings().flatMap(({ names }) => names));
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name);
}
