import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { secretReader } from '../../../../lib/drivers/secrets/read-secret.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

async function fileWith(text: string): Promise<string> {
  const path = join(temporaryFolder(), 'secret.json');
  await writeFile(path, text);
  return `file:${path}`;
}

describe('a secret', () => {
  test('in a file is its JSON object', async () => {
    const read = secretReader(await fileWith('{"username":"ada","password":"s3cret"}'));

    assert.deepEqual(await read(), { username: 'ada', password: 's3cret' });
  });

  for (const text of ['s3cret', '{"password":"s3cret"', '"s3cret"', '["s3cret"]', '']) {
    test(`that is ${JSON.stringify(text)} is refused without being repeated`, async () => {
      const address = await fileWith(text);

      await assert.rejects(secretReader(address)(), (failure) => {
        const told = JSON.stringify(failure, Object.getOwnPropertyNames(failure));
        return told.includes(address) && !told.includes('s3cret');
      });
    });
  }
});
