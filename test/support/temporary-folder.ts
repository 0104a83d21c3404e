import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string | undefined;

/**
 * A folder that is removed when the test's process ends: `t.after` runs in order of registration, which would take it away
 * from under a server that the test stops later.
 */
export function temporaryFolder(): string {
  root ??= makeRoot();
  return mkdtempSync(join(root, 'folder-'));
}

function makeRoot(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-test-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
