import { Readable } from 'node:stream';
import { readItems } from '../../cli/registry/read-items.ts';
import { toChunks } from '../../cli/registry/export-text.ts';
import { exportRegistry } from '../../lib/registry/bulk/export-registry.ts';
import { importAll, type ImportOptions } from '../../lib/registry/bulk/import-all.ts';
import type { ImportSummary } from '../../lib/registry/bulk/import-run.ts';
import type { Importer } from '../../lib/registry/bulk/importer.ts';
import type { RegistryStore } from '../../lib/registry/registry-store.ts';
import { AN_INSTANT_MS } from './registry-values.ts';

const PATIENCE = { pause: async () => {}, random: () => 0 };

/** Everything that a store holds, credentials included, as the text of an export. */
export async function exported(store: RegistryStore): Promise<string> {
  const source = exportRegistry(store, { ...PATIENCE, tenants: [], withCredentials: true });
  let text = '';
  for await (const chunk of toChunks(source, () => {}, new AbortController().signal)) text += chunk;
  return text;
}

export type Imported = { readonly summary: ImportSummary; readonly problems: readonly string[] };

/** Imports a text as the command does; hashing costs nothing. */
export async function imported(
  store: RegistryStore,
  text: string,
  given: Partial<Importer & ImportOptions & { readonly fromLine: number }> = {},
): Promise<Imported> {
  const problems: string[] = [];
  let ids = 0;
  const importer: Importer = {
    store,
    passwords: { hashFunction: 'bcrypt', hash: async (password) => `hash of ${password}` },
    checkPassword: async (password, hash) => hash === `hash of ${password}`,
    clock: () => AN_INSTANT_MS,
    newId: () => `made-${++ids}`,
    principal: { name: 'olga@bench', scheme: 'command', role: 'admin' },
    onConflict: 'fail',
    ...given,
  };
  const summary = await importAll(readItems(chunksOf(text), given.fromLine ?? 1), importer, {
    ...PATIENCE,
    concurrency: 4,
    maxErrors: Infinity,
    signal: new AbortController().signal,
    settled: () => {},
    report: ({ where, failure }) => problems.push(`${where}: ${failure.code} ${failure.message}`),
    ...given,
  });
  return { summary, problems };
}

/** In pieces that end in the middle of lines. */
export function chunksOf(text: string): AsyncIterable<Buffer> {
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 100) pieces.push(bytes.subarray(at, at + 100));
  return Readable.from(pieces);
}

/** JSON lines. */
export function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
