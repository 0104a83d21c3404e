import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');

describe('a run of the tests', () => {
  it('fails with a file that does not end, and names it', () => {
    const { said, status } = runTests('hangs', { TEST_FILE_MINUTES: '0.05' });

    assert.match(said, /fixtures\/test-run\/hangs\.ts has not ended 0\.05 minutes after it began/);
    assert.equal(status, 1);
  });

  for (const fixture of ['hangs', 'loops']) {
    it(`that does not end fails, and names the file that ${fixture}`, () => {
      const { said, status } = runTests(fixture, { TEST_RUN_MINUTES: '0.05' });

      assert.match(said, /The tests have not ended after 0\.05 minutes/);
      assert.match(said, new RegExp(`^ {2}test/fixtures/test-run/${fixture}\\.ts$`, 'm'));
      assert.equal(status, 1);
    });
  }
});

function runTests(fixture: string, limits: Readonly<Record<string, string>>) {
  const { NODE_TEST_CONTEXT: _ofThisRun, ...env } = process.env;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['test/run.ts', `test/fixtures/test-run/${fixture}.ts`],
    { cwd: ROOT, env: { ...env, ...limits }, encoding: 'utf8' },
  );
  return { said: stdout + stderr, status };
}
