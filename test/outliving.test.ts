import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';

const PROGRAM = join(import.meta.dirname, 'support/outliving-program.ts');
/** Old objects are not collected at all, so that what dead ones among them keep is seen. */
const FLAGS = ['--expose-gc', '--initial-old-space-size=512'];
/** Of 12,000 pieces of work with 1 KB each. */
const MOST_BYTES = 3_000_000;

describe('what has ended is garbage that is collected young', () => {
  for (const subject of ['same-deadline', 'record-sink', 'metrics']) {
    test(`in ${subject}`, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, PROGRAM, subject]);

      assert.ok(Number(stdout) < MOST_BYTES, `${stdout} bytes are left`);
    });
  }
});
