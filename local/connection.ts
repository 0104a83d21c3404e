import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownerOf } from './data-folder.ts';

const FILE = 'connection.json';

/** Where the servers of a local cloud that runs are to be found, for commands beside it. */
export type LocalConnection = {
  readonly url: string;
  readonly brokers: readonly string[];
  readonly dynamoDbEndpoint: string;
  /** Where Lambda's and MSK's own APIs are. */
  readonly controlPlane: string;
  readonly region: string;
  readonly registryTable: string;
};

/** Holds as long as this process has the folder. */
export async function writeConnection(folder: string, connection: LocalConnection): Promise<void> {
  const told = { pid: process.pid, ...connection };
  await writeFile(join(folder, FILE), `${JSON.stringify(told, undefined, 2)}\n`);
}

/** @returns undefined when no local cloud runs with the data in the folder. */
export async function readConnection(folder: string): Promise<LocalConnection | undefined> {
  const owner = await ownerOf(folder);
  if (owner === undefined) return undefined;
  const { pid, ...connection } = JSON.parse(await readIfThere(join(folder, FILE))) as Told;
  return pid === owner ? connection : undefined;
}

type Told = LocalConnection & { readonly pid?: number };

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return '{}';
    throw failure;
  }
}
