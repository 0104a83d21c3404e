import { join } from 'node:path';
import type { Report } from '../start-failure.ts';
import { cacheKey, makeOnce } from './cache.ts';
import type { Installation } from './installation.ts';
import type { Jdk } from './jdk.ts';
import type { Jvm } from './jvm.ts';

/**
 * A class data archive (AppCDS) halves a server's start. It is written by one rehearsal of the server and holds for the
 * JDK build and the jars that it was written with, which its place in the cache therefore names.
 *
 * @param rehearse starts the server with the given JVM options and a scratch folder for its data.
 * @returns the JVM options that use the archive.
 */
export async function withClassArchive(
  installation: Installation,
  jdk: Jdk,
  rehearse: (options: readonly string[], scratch: string) => Promise<Jvm>,
  report: Report,
): Promise<readonly string[]> {
  const folder = `${installation.folder}.classes-${cacheKey(jdk.build, jdk.home)}`;
  await makeOnce(folder, async (unfinished) => {
    report('preparing quicker starts (once)');
    const server = await rehearse(
      [`-XX:ArchiveClassesAtExit=${join(unfinished, 'classes.jsa')}`],
      unfinished,
    );
    await server.stop();
  });
  return [`-XX:SharedArchiveFile=${join(folder, 'classes.jsa')}`];
}
