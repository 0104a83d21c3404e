import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { run } from '../../../cli/run.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the command line', () => {
  test('shows its commands and is done', async () => {
    const { code, stdout } = await runWords('--help');

    assert.equal(code, 0);
    assert.match(stdout, /^Usage: tidegate/);
    assert.match(stdout, /registry +export and import/);
  });

  for (const [what, ...words] of [
    ['an unknown command', 'registri'],
    ['an unknown option', 'registry', 'export', '--tabel', 'x'],
    ['an option without its value', 'registry', 'export', '--table'],
    ['a value that is not one of the choices', 'registry', 'import', 'x', '--on-conflict', 'maybe'],
    ['a number that is none', 'registry', 'import', 'x', '--concurrency', '0'],
    ['a missing argument', 'registry', 'import'],
  ] as const) {
    test(`answers ${what} with 2 and what is wrong, on standard error`, async () => {
      const { code, stdout, stderr } = await runWords(...words);

      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^error: /);
    });
  }

  test('answers what cannot be done with 1 and one sentence', async () => {
    const { code, stdout, stderr } = await runWords('registry', 'export');

    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^error: no registry is named, and no local cloud runs .*\n$/);
  });
});

/** Without a local cloud and without anything in the environment. */
async function runWords(...words: readonly string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const env = { TIDEGATE_DATA: temporaryFolder() };
  const interrupted = new AbortController().signal;
  const code = await run(words, { env, stdin, stdout, stderr, interrupted });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}
