import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../start-failure.ts';
import { cacheKey, makeOnce } from './cache.ts';
import type { Installation } from './installation.ts';
import type { Jdk } from './jdk.ts';
import type { Jvm } from './jvm.ts';

/** Starts the server with the given JVM options, its data in a folder that is removed afterwards. */
export type Rehearse = (options: readonly string[], dataDir: string) => Promise<Jvm>;

/**
 * A class data archive (AppCDS) halves a server's start. One rehearsal of the server writes it, once; it holds for the JDK
 * build and the jars that it was written with, which its place in the cache therefore names. A JVM that cannot write or
 * read one starts without.
 *
 * @returns the JVM options that use the archive.
 */
export async function withClassArchive(
  installation: Installation,
  jdk: Jdk,
  rehearse: Rehearse,
  report: Report,
): Promise<readonly string[]> {
  const folder = `${installation.folder}.classes-${cacheKey(jdk.build, jdk.home)}`;
  await makeOnce(folder, async (unfinished) => {
    report('preparing quicker starts (once)');
    const dataDir = join(unfinished, 'data');
    await mkdir(dataDir);
    const server = await rehearse(archiveOption('ArchiveClassesAtExit', unfinished), dataDir);
    await server.stop();
    await rm(dataDir, { recursive: true });
  });
  return archiveOption('SharedArchiveFile', folder);
}

function archiveOption(name: string, folder: string): readonly string[] {
  return ['-XX:+IgnoreUnrecognizedVMOptions', `-XX:${name}=${join(folder, 'classes.jsa')}`];
}
