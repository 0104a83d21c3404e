import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openBoundedLog } from '../../../local/jvm/bounded-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

void test('a bounded log › keeps the newest part and the one before it', async (t) => {
  const path = join(temporaryFolder(), 'logs', 'server.log');
  const log = openBoundedLog(path, 10);
  t.after(() => log.close());

  for (const line of ['oldest line', 'older line', 'newest line']) log.write(line);

  assert.equal(readFileSync(path, 'utf8'), 'newest line\n');
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'older line\n');
  assert.equal(log.tail(), 'oldest line\nolder line\nnewest line');
});

void test('a bounded log › goes on where an earlier process ended', async (t) => {
  const path = join(temporaryFolder(), 'server.log');
  const earlier = openBoundedLog(path);
  earlier.write('before');
  earlier.close();

  const log = openBoundedLog(path);
  t.after(() => log.close());
  log.write('after');

  assert.equal(readFileSync(path, 'utf8'), 'before\nafter\n');
  assert.equal(log.tail(), 'after');
});
