import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readConnection, writeConnection } from '../../../local/connection.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const CONNECTION = {
  url: 'http://127.0.0.1:1',
  brokers: ['127.0.0.1:2'],
  controlPlane: 'http://127.0.0.1:4001',
  dynamoDbEndpoint: 'http://127.0.0.1:3',
  region: 'eu-west-1',
  registryTable: 'registry',
};

/** Runs as long as the machine does. */
const INIT = 1;

describe('where a local cloud is to be found', () => {
  it('is said while the process that said it has the folder', async () => {
    const folder = await folderOf(INIT);
    await writtenBy(INIT, folder);

    assert.deepEqual(await readConnection(folder), CONNECTION);
  });

  it('is not known of another one that died in the same folder', async () => {
    const folder = await folderOf(INIT);
    await writtenBy(999_999, folder);

    assert.equal(await readConnection(folder), undefined);
  });

  it('is not known once the folder is released, nor before it is said', async () => {
    const folder = await folderOf(INIT);
    assert.equal(await readConnection(folder), undefined);
    await writtenBy(INIT, folder);

    await rm(join(folder, 'pid'));

    assert.equal(await readConnection(folder), undefined);
  });
});

async function folderOf(pid: number): Promise<string> {
  const folder = temporaryFolder();
  await writeFile(join(folder, 'pid'), `${pid}\n`);
  return folder;
}

async function writtenBy(pid: number, folder: string): Promise<void> {
  await writeConnection(folder, CONNECTION);
  const file = join(folder, 'connection.json');
  const told = (await readFile(file, 'utf8')).replace(`"pid": ${process.pid}`, `"pid": ${pid}`);
  await writeFile(file, told);
}
