/** Imported ahead of a function: a first SIGUSR2 begins to profile its process, the second writes what was seen to a file. */
import { rename, writeFile } from 'node:fs/promises';
import { startCpuProfile } from '../cpu-profile.ts';
import { profileFile } from '../function-profiles.ts';

let profiling: ReturnType<typeof startCpuProfile> | undefined;

process.on('SIGUSR2', () => {
  if (profiling === undefined) profiling = startCpuProfile();
  else void write(profiling);
});

async function write(started: ReturnType<typeof startCpuProfile>): Promise<void> {
  profiling = undefined;
  const end = await started;
  const file = profileFile(process.pid);
  await writeFile(`${file}.part`, JSON.stringify(await end()));
  await rename(`${file}.part`, file);
}
