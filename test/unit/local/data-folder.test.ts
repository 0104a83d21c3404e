import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openDataFolder, releaseDataFolder } from '../../../local/data-folder.ts';
import { keptSecret } from '../../../local/kept-secret.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Runs as long as the machine does. */
const INIT = 1;

describe('the data folder', () => {
  it('is made', async () => {
    const folder = join(temporaryFolder(), 'a', 'b');

    await openDataFolder(folder, false);

    assert.ok(existsSync(folder));
  });

  it('is refused while another process uses it', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'pid'), `${INIT}\n`);

    await assert.rejects(openDataFolder(folder, false), {
      name: 'StartFailure',
      message: `Process 1 uses the data in ${folder}: stop it, or set TIDEGATE_DATA to another folder.`,
    });
  });

  for (const [name, content] of [
    ['that has ended', '2147483646'],
    ['that is no number', 'x'],
  ] as const) {
    it(`is taken from a process ${name}`, async () => {
      const folder = temporaryFolder();
      await writeFile(join(folder, 'pid'), content);

      await openDataFolder(folder, false);
    });
  }

  it('is free again when it was released', async () => {
    const folder = temporaryFolder();
    await openDataFolder(folder, false);

    await releaseDataFolder(folder);

    assert.equal(existsSync(join(folder, 'pid')), false);
  });

  it('loses what was stored when it is to be fresh, and nothing else', async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, 'kafka', 'storage'), { recursive: true });
    await writeFile(join(folder, 'service.json'), '{}');
    await writeFile(join(folder, 'notes.txt'), 'mine');

    await openDataFolder(folder, true);

    assert.equal(existsSync(join(folder, 'kafka')), false);
    assert.equal(existsSync(join(folder, 'service.json')), false);
    assert.ok(existsSync(join(folder, 'notes.txt')));
  });

  it('keeps what was stored otherwise', async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, 'kafka'));

    await openDataFolder(folder, false);

    assert.ok(existsSync(join(folder, 'kafka')));
  });

  it('cannot be a file', async () => {
    const folder = join(temporaryFolder(), 'file');
    await writeFile(folder, '');

    await assert.rejects(openDataFolder(folder, false), /set TIDEGATE_DATA to a folder that can/);
  });
});

describe('a secret that is kept', () => {
  it('is made once, and read by its owner only', async () => {
    const path = join(temporaryFolder(), 'new', 'secret');

    const made = await keptSecret(path);
    const read = await keptSecret(path);

    assert.match(made.secret, /^[\w-]{20}$/);
    assert.deepEqual([made.isNew, read], [true, { secret: made.secret, isNew: false }]);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });
});
