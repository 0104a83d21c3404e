import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheKey } from '../../local/jvm/cache.ts';
import { type LocalService, localSource } from '../../local/service-model/local-source.ts';
import { resolveService } from '../../local/service-model/resolve-service.ts';

const ROOT = join(import.meta.dirname, '../..');
const KEPT = 'service.json';

/** In lower case, as the names of functions have it. */
export function uniqueStage(): string {
  return `test-${randomUUID().slice(0, 8)}`;
}

type Service = Omit<LocalService, 'serviceDir'>;

/**
 * Makes a local cloud that keeps its data in this folder a stage of its own, so that many have their tables in one store. The
 * framework takes seconds of CPU to resolve `serverless.yml`: it does so once for all tests of a run that have the same settings.
 */
export async function prepareStage(stage: string, service: Service): Promise<void> {
  const { settings = {}, amqpPort, dataDir } = service;
  const differences = JSON.stringify([settings, amqpPort !== undefined]);
  const shared = join(tmpdir(), 'tidegate-test-resolved', cacheKey(differences));
  await resolveService(localSource({ ...service, serviceDir: ROOT, dataDir: shared }));
  const resolved = await readFile(join(shared, KEPT), 'utf8');
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, KEPT), toStage(resolved, stage));
}

/** Tables, functions and whatever else bears the stage's name. */
function toStage(resolved: string, stage: string): string {
  return resolved
    .replaceAll('tidegate-dev', `tidegate-${stage}`)
    .replace('"stage":"dev"', `"stage":"${stage}"`);
}
