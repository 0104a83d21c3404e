import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionModel } from '../local/service-model/model.ts';
import { until } from '../test/support/until.ts';
import type { ProfiledStack } from './cpu-profile.ts';
import { startedBy } from './cpu-time.ts';

const PROGRAM = join(import.meta.dirname, 'programs/profiled.ts');

/** A function whose process can be profiled. */
export function profilable(model: FunctionModel): FunctionModel {
  const { NODE_OPTIONS = '' } = model.environment;
  const options = `${NODE_OPTIONS} --import=${pathToFileURL(PROGRAM).href}`;
  return { ...model, environment: { ...model.environment, NODE_OPTIONS: options } };
}

export function profileFile(pid: number): string {
  return join(tmpdir(), `tidegate-profile-${pid}.json`);
}

/** Profiles every process that this one has started; the function returned ends that, and tells where the time went. */
export async function startFunctionProfiles(): Promise<() => Promise<ProfiledStack[]>> {
  const pids = await startedBy(process.pid);
  for (const pid of pids) process.kill(pid, 'SIGUSR2');
  return async () => {
    for (const pid of pids) process.kill(pid, 'SIGUSR2');
    return (await Promise.all(pids.map(readProfile))).flat();
  };
}

async function readProfile(pid: number): Promise<ProfiledStack[]> {
  const file = profileFile(pid);
  let text = '';
  await until(async () => {
    text = await readFile(file, 'utf8').catch(() => '');
    return text !== '';
  });
  await rm(file);
  return JSON.parse(text) as ProfiledStack[];
}
