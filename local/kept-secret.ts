import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o600;

export type KeptSecret = { readonly secret: string; readonly isNew: boolean };

/** Made at the first start, and kept where only its owner reads it. */
export async function keptSecret(path: string): Promise<KeptSecret> {
  const kept = await readIfThere(path);
  if (kept !== undefined && kept !== '') return { secret: kept, isNew: false };
  const secret = randomBytes(15).toString('base64url');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${secret}\n`, { mode: OWNER_ONLY });
  return { secret, isNew: true };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw failure;
  }
}
