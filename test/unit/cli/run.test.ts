import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commands, loadCommands } from '../../../cli/commands.ts';
import { runCommand } from '../../support/command-line.ts';

describe('the command line', () => {
  test('shows its commands and is done', async () => {
    const { code, stdout } = await runCommand(['--help']);

    assert.equal(code, 0);
    assert.match(stdout, /^Usage: tidegate/);
    assert.match(stdout, /registry +export and import/);
  });

  for (const name of Object.keys(commands)) {
    test(`loads no other command than ${name} for a command line that begins so`, async () => {
      const { code, stdout } = await runCommand([name, '--help']);

      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`^Usage: tidegate ${name} `));
      assert.equal((await loadCommands(name)).length, 1);
    });
  }

  for (const [what, ...words] of [
    ['an unknown command', 'registri'],
    ['an unknown option', 'registry', 'export', '--tabel', 'x'],
    ['an option without its value', 'registry', 'export', '--table'],
    ['a value that is not one of the choices', 'registry', 'import', 'x', '--on-conflict', 'maybe'],
    ['a number that is none', 'registry', 'import', 'x', '--concurrency', '0'],
    ['a missing argument', 'registry', 'import'],
  ] as const) {
    test(`answers ${what} with 2 and what is wrong, on standard error`, async () => {
      const { code, stdout, stderr } = await runCommand(words);

      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^error: /);
    });
  }

  test('answers what cannot be done with 1 and one sentence', async () => {
    const { code, stdout, stderr } = await runCommand(['registry', 'export']);

    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^error: no registry is named, and no local cloud runs .*\n$/);
  });
});
