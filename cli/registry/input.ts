import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import { CommandFailure } from '../failures.ts';

export type Input = {
  readonly chunks: AsyncIterable<Buffer>;
  readonly bytesRead: () => number;
  /** Undefined where nobody knows, as for standard input. */
  readonly bytes: number | undefined;
};

/** @param path `-` is standard input. @throws {CommandFailure} the file cannot be read */
export async function openInput(path: string, context: Context): Promise<Input> {
  if (path === '-') return toInput(context.stdin, undefined, context);
  try {
    const file = await open(path);
    const { size } = await file.stat();
    return toInput(file.createReadStream(), size, context);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure(`${path} cannot be read: ${reason}`, { cause });
  }
}

/** What was interrupted ends where it is. */
function toInput(stream: Readable, bytes: number | undefined, { interrupted }: Context): Input {
  let bytesRead = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    interrupted.addEventListener('abort', () => stream.destroy(), { once: true });
    try {
      for await (const chunk of stream) {
        bytesRead += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    } catch (failure) {
      if (!interrupted.aborted) throw failure;
    }
  }
  return { chunks: chunks(), bytesRead: () => bytesRead, bytes };
}
