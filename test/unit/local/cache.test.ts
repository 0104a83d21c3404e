import assert from 'node:assert/strict';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cacheFolder, cacheKey, makeOnce } from '../../../local/jvm/cache.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

void describe('a folder made once', () => {
  void test('is not filled again', async () => {
    const folder = join(temporaryFolder(), 'made');
    await makeOnce(folder, fillWith('first'));

    await makeOnce(folder, fillWith('second'));

    assert.equal(await readFile(join(folder, 'word'), 'utf8'), 'first');
  });

  void test('is whole when several make it at the same time, and leaves nothing beside it', async () => {
    const parent = temporaryFolder();
    const words = ['one', 'two', 'three'];

    await Promise.all(words.map((word) => makeOnce(join(parent, 'made'), fillWith(word))));

    assert.ok(words.includes(await readFile(join(parent, 'made', 'word'), 'utf8')));
    assert.deepEqual(await readdir(parent), ['made']);
  });

  void test('does not exist when filling it failed', async () => {
    const parent = temporaryFolder();
    const failure = new Error('disk full');

    const making = makeOnce(join(parent, 'made'), () => Promise.reject(failure));

    await assert.rejects(making, failure);
    assert.deepEqual(await readdir(parent), []);
  });

  void test('takes away what others abandoned long ago, and only that', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, 'made');
    await makeOnce(`${folder}.unfinished-old`, fillWith('old'));
    await makeOnce(`${folder}.unfinished-new`, fillWith('new'));
    await utimes(`${folder}.unfinished-old`, 0, 0);

    await makeOnce(folder, fillWith('word'));

    assert.deepEqual((await readdir(parent)).sort(), ['made', 'made.unfinished-new']);
  });
});

void test('a cache key › changes with the border between two parts', () => {
  assert.notEqual(cacheKey('ab', 'c'), cacheKey('a', 'bc'));
  assert.equal(cacheKey('ab', 'c'), cacheKey('ab', Buffer.from('c')));
});

void test('the cache folder › lies in XDG_CACHE_HOME when that is set', () => {
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/caches' }), '/caches/tidegate');
});

function fillWith(word: string): (folder: string) => Promise<void> {
  return (folder) => writeFile(join(folder, 'word'), word);
}
