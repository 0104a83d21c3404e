import { posix } from 'node:path';
import { type Import, importsOf } from './imports.ts';

/**
 * For each file or folder, what it may import besides itself: files and folders of the project (`lib/domain`), packages
 * with all their paths (`kafkajs`, `@opentelemetry/*`), Node's modules (`node:crypto`, `node:*`), anything (`*`).
 * `type x` allows x where nothing of it is left at run time. The longest matching name has the say.
 */
export type ArrowTable = { readonly [folder: string]: readonly string[] };

/** A file's path from the project's root, and its text. */
export type Source = { readonly path: string; readonly text: string };

/** @returns one sentence for each import that the table does not allow, and for each file that it does not know */
export function forbiddenArrows(table: ArrowTable, sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const folder = ruleFor(table, path);
    if (folder === undefined) return [`${path} is in no folder of the table`];
    const allowed = [folder, ...(table[folder] ?? [])];
    return importsOf(text)
      .filter((imported) => !isAllowed(allowed, targetOf(path, imported), imported.isType))
      .map((imported) => `${path} must not import ${targetOf(path, imported)}`);
  });
}

function ruleFor(table: ArrowTable, path: string): string | undefined {
  return Object.keys(table)
    .filter((folder) => isWithin(folder, path))
    .toSorted((one, other) => other.length - one.length)[0];
}

function targetOf(path: string, { specifier }: Import): string {
  if (!specifier.startsWith('.')) return specifier;
  return posix.join(posix.dirname(path), specifier);
}

function isAllowed(allowed: readonly string[], target: string, isType: boolean): boolean {
  return allowed.some((entry) => {
    if (entry.startsWith('type ')) return isType && isWithin(entry.slice('type '.length), target);
    return isWithin(entry, target);
  });
}

function isWithin(entry: string, target: string): boolean {
  if (entry.endsWith('*')) return target.startsWith(entry.slice(0, -1));
  return target === entry || target.startsWith(`${entry}/`);
}
