import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run } from '../../cli/run.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Runs a command line in this process; without more, it has no local cloud and nothing in its environment or to read. */
export async function runCommand(
  words: readonly string[],
  env: Record<string, string> = {},
  input = '',
) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const [answer, talk] = [text(stdout), text(stderr)];
  stdin.end(input);
  const code = await run(words, {
    env: { TIDEGATE_DATA: temporaryFolder(), ...env },
    stdin,
    stdout,
    stderr,
    interrupted: new AbortController().signal,
  });
  stdout.end();
  stderr.end();
  return { code, stdout: await answer, stderr: await talk };
}
