/**
 * Loaded before each test file. A test that runs into its time limit is given up, but what it waits in goes on and keeps its
 * process alive; then the file ends here, and fails. Until it ends, `unendedFiles` knows of it.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const { NODE_TEST_CONTEXT, TEST_UNENDED, TEST_FILE_MINUTES = '15' } = process.env;
const [, file = ''] = process.argv;

if (NODE_TEST_CONTEXT !== undefined && isMainThread) {
  setTimeout(endIt, Number(TEST_FILE_MINUTES) * 60_000).unref();
  if (TEST_UNENDED !== undefined) noteUntilExit(join(TEST_UNENDED, String(process.pid)));
}

function endIt(): never {
  console.error(`${file} has not ended ${TEST_FILE_MINUTES} minutes after it began`);
  process.exit(1);
}

function noteUntilExit(note: string): void {
  writeFileSync(note, file);
  process.once('exit', () => rmSync(note, { force: true }));
}
