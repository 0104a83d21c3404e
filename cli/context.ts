import type { Readable, Writable } from 'node:stream';

/** What a command has of the world around it. */
export type Context = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  /** Data, and nothing else: it may be piped on. */
  readonly stdout: Writable;
  /** What a person reads. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Aborted by Ctrl-C: a command comes to an orderly end. */
  readonly interrupted: AbortSignal;
};

export function writeLine(stream: Writable, line: string): void {
  stream.write(`${line}\n`);
}
