import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { Context } from '../context.ts';
import { CommandFailure } from '../failures.ts';

const OWNER_ONLY = 0o600;

export type Output = {
  readonly stream: Writable;
  /** Standard output is not ours to close. */
  readonly isOurs: boolean;
};

/** @throws {CommandFailure} the file exists, or cannot be made */
export async function openOutput(path: string | undefined, { stdout }: Context): Promise<Output> {
  if (path === undefined) return { stream: stdout, isOurs: false };
  try {
    const file = await open(path, 'wx', OWNER_ONLY);
    return { stream: file.createWriteStream(), isOurs: true };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure(`${path} cannot be made: ${reason}`, { cause });
  }
}
