import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { type BundleSize, sizeOfBundle } from './bundle-size.ts';

export type PackagedFunction = BundleSize & { readonly name: string; readonly zip: number };

const KIBIBYTE = 1024;

/** Bytes at the start of a function, without the AWS SDK. */
const BUDGETS: Readonly<Record<string, number>> = { ingest: 350 * KIBIBYTE };

/** Packages with less are summed up. */
const WORTH_NAMING_BYTES = 4 * KIBIBYTE;

/** @param folder that `osls package` has filled */
export function readPackage(folder: string): PackagedFunction[] {
  const files = globSync(join(folder, 'bundles', '*.json')).toSorted();
  return files.map((file) => {
    const name = basename(file, '.json');
    const metafile = JSON.parse(readFileSync(file, 'utf8')) as Metafile;
    return { name, zip: statSync(join(folder, `${name}.zip`)).size, ...sizeOfBundle(metafile) };
  });
}

/** A line for each function, and one for each of the packages that it is made of. */
export function describePackage(functions: readonly PackagedFunction[]): string[] {
  return functions.flatMap(({ name, zip, atStart, atStartWithoutSdk, onFirstUse, packages }) => [
    `${name}: zip ${kib(zip)}, loaded at start ${kib(atStart)} (${kib(atStartWithoutSdk)} without the AWS SDK), on first use ${kib(onFirstUse)}`,
    `  at start: ${shares(packages.map((one) => [one.name, one.atStart]))}`,
    `  on first use: ${shares(packages.map((one) => [one.name, one.onFirstUse]))}`,
  ]);
}

/** What is over its budget, a sentence each. */
export function overBudget(functions: readonly PackagedFunction[]): string[] {
  return functions.flatMap(({ name, atStartWithoutSdk }) => {
    const budget = BUDGETS[name] ?? Infinity;
    if (atStartWithoutSdk <= budget) return [];
    return `${name} loads ${kib(atStartWithoutSdk)} at its start without the AWS SDK, and ${kib(budget)} are allowed: import on first use what the first request does not need.`;
  });
}

function shares(sizes: readonly (readonly [name: string, bytes: number])[]): string {
  const named = sizes.filter(([, bytes]) => bytes >= WORTH_NAMING_BYTES);
  const rest = sizes.reduce((sum, [, bytes]) => sum + bytes, 0) - named.reduce(total, 0);
  const parts = named
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, bytes]) => `${name} ${kib(bytes)}`);
  return [...parts, ...(rest > 0 ? [`others ${kib(rest)}`] : [])].join(', ') || 'nothing';
}

function total(sum: number, [, bytes]: readonly [string, number]): number {
  return sum + bytes;
}

function kib(bytes: number): string {
  return `${Math.round(bytes / KIBIBYTE)} KiB`;
}
