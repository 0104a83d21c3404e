import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartFailure } from './start-failure.ts';

const OWNER = 'pid';

/** What earlier starts have stored; nothing else in the folder is ours to remove. */
const CONTENTS = [
  'admin-password',
  'connection.json',
  'demo-password',
  'demo-amqp-password',
  'artemis',
  'dynamodb',
  'kafka',
  'service.json',
  'tls',
];

/**
 * Takes the folder for this process, which alone may use it.
 *
 * @param fresh removes what earlier starts have stored.
 * @throws {StartFailure} another process uses it, or it cannot be written.
 */
export async function openDataFolder(folder: string, fresh: boolean): Promise<void> {
  const owner = await ownerOf(folder);
  if (owner !== undefined) {
    throw new StartFailure(
      `Process ${owner} uses the data in ${folder}: stop it, or set TIDEGATE_DATA to another folder.`,
    );
  }
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, OWNER), `${process.pid}\n`);
  } catch (cause) {
    throw new StartFailure(`${folder} cannot be written: set TIDEGATE_DATA to a folder that can.`, {
      cause,
    });
  }
  if (!fresh) return;
  await Promise.all(
    CONTENTS.map((name) => rm(join(folder, name), { recursive: true, force: true })),
  );
}

export async function releaseDataFolder(folder: string): Promise<void> {
  await rm(join(folder, OWNER), { force: true });
}

/** @returns the process that runs and has taken the folder. */
export async function ownerOf(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, OWNER), 'utf8').catch(() => '');
  const owner = Number.parseInt(text, 10);
  return Number.isInteger(owner) && owner !== process.pid && isRunning(owner) ? owner : undefined;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM';
  }
}
