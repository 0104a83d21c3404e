import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const RUN = join(import.meta.dirname, '../../../../deploy/checks/run.ts');

describe('a check', () => {
  it('succeeds, and shows what it said', () => {
    const { stdout, stderr, status } = check(`console.log('out'); console.error('also out')`);

    assert.deepEqual(stdout.trim().split('\n').toSorted(), ['also out', 'out']);
    assert.deepEqual([stderr, status], ['', 0]);
  });

  it('fails with its exit code, after what it said', () => {
    const { stdout, stderr, status } = check(`console.log('a finding'); process.exitCode = 3`);

    assert.equal(stdout, 'a finding\n');
    assert.match(stderr, /failed: exit code 3/);
    assert.equal(status, 1);
  });

  it('fails when it cannot be run', () => {
    const { stderr, status } = check('', { command: '/nowhere/tool' });

    assert.match(stderr, /\/nowhere\/tool .*cannot be run: .*ENOENT/);
    assert.equal(status, 1);
  });

  it('that does not end is ended, with whatever it has started', () => {
    const forEver = `'setInterval(() => {}, 1000)'`;
    const hanging = `require('node:child_process').spawnSync(process.execPath, ['-e', ${forEver}], { stdio: 'inherit' })`;

    const { stderr, status } = check(hanging, { minutes: 0.02 });

    assert.match(stderr, /failed: ended by SIGTERM, at the latest after 0.02 minutes/);
    assert.equal(status, 1);
  });
});

/** In a process of its own, because what it shows goes to the terminal. */
function check(code: string, { command = process.execPath, minutes = 5 } = {}) {
  const program = `
    import { run } from ${JSON.stringify(RUN)};
    const passed = await run(${JSON.stringify(command)}, ['-e', ${JSON.stringify(code)}], ${minutes});
    process.exitCode = passed ? 0 : 1;`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
}
