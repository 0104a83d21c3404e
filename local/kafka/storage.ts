import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeOnce } from '../jvm/cache.ts';
import type { Installation } from '../jvm/installation.ts';
import type { Jdk } from '../jvm/jdk.ts';
import { brokerProperties } from './properties.ts';

const run = promisify(execFile);
const META = 'meta.properties';

/** Nothing that formatting writes depends on these. */
const ANY = { port: 9092, controllerPort: 9093, autoCreateTopics: true, partitions: 1 };

/**
 * Makes a folder the storage of a new broker, unless it is one already. Formatting takes a JVM and a second, so it is done
 * once and copied; each copy is a cluster with an id of its own.
 */
export async function formatStorage(
  storage: string,
  installation: Installation,
  jdk: Jdk,
): Promise<void> {
  await makeOnce(storage, async (unfinished) => {
    const template = await storageTemplate(installation, jdk);
    await cp(template, unfinished, { recursive: true });
    const meta = await readFile(join(template, META), 'utf8');
    await writeFile(join(unfinished, META), withOwnIds(meta));
  });
}

async function storageTemplate(installation: Installation, jdk: Jdk): Promise<string> {
  const folder = await makeOnce(`${installation.folder}.formatted`, async (unfinished) => {
    const properties = join(unfinished, 'server.properties');
    await writeFile(properties, brokerProperties({ ...ANY, storage: join(unfinished, 'storage') }));
    const tool = ['-cp', installation.classPath, 'kafka.tools.StorageTool'];
    const format = ['format', '-t', newKafkaUuid(), '-c', properties];
    await run(join(jdk.home, 'bin', 'java'), [...tool, ...format]);
  });
  return join(folder, 'storage');
}

/** @param meta the text of a `meta.properties` file. */
export function withOwnIds(meta: string): string {
  return meta
    .replace(/^cluster\.id=.*$/m, `cluster.id=${newKafkaUuid()}`)
    .replace(/^directory\.id=.*$/m, `directory.id=${newKafkaUuid()}`);
}

/** Sixteen random bytes in URL-safe base64, as Kafka writes its ids; it keeps those that start with a dash to itself. */
function newKafkaUuid(): string {
  const text = randomBytes(16).toString('base64url');
  return text.startsWith('-') ? newKafkaUuid() : text;
}
