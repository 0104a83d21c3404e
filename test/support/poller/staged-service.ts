import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { TestCloud } from '../local-cloud.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** What `osls print` says of a local cloud's stage, for a poller beside it. @returns the path of a file */
export function stagedService({ dataDir }: Pick<TestCloud, 'dataDir'>): string {
  const folder = temporaryFolder();
  const path = join(folder, 'service.json');
  const kept = readFileSync(join(dataDir, 'service.json'), 'utf8');
  const { configuration } = JSON.parse(kept) as { readonly configuration: unknown };
  const handlers = `"handler":"${relative(folder, ROOT)}/`;
  writeFileSync(path, JSON.stringify(configuration).replaceAll('"handler":"', handlers));
  return path;
}
