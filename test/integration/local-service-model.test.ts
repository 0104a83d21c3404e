import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { resolveService } from '../../local/service-model/resolve-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SERVERLESS_YML = `
service: small
frameworkVersion: '4'
provider: { name: aws, runtime: nodejs24.x }
custom:
  included: \${file(parts/included.yml)}
  given: \${env:GIVEN, 'nothing'}
  secret: \${env:TIDEGATE_ADMIN, 'nothing'}
`;

async function smallService() {
  const serviceDir = temporaryFolder();
  await mkdir(join(serviceDir, 'parts/smaller'), { recursive: true });
  await writeFile(join(serviceDir, 'serverless.yml'), SERVERLESS_YML);
  await writeFile(join(serviceDir, 'parts/included.yml'), 'name: first');
  await writeFile(join(serviceDir, 'parts/smaller/name.yml'), 'first');
  const dataDir = temporaryFolder();
  const resolve = async (environment: Readonly<Record<string, string>> = {}) => {
    const resolved = await resolveService({ serviceDir, dataDir, environment });
    return (resolved as { custom: unknown }).custom;
  };
  return { serviceDir, dataDir, resolve, kept: join(dataDir, 'service.json') };
}

/** Shows whether a result was kept or made again. */
async function mark(kept: string): Promise<void> {
  const text = await readFile(kept, 'utf8');
  await writeFile(kept, text.replace('"nothing"', '"marked"'));
}

describe('serverless.yml', () => {
  it('is resolved as the framework does', async () => {
    const { resolve } = await smallService();

    assert.deepEqual(await resolve({ GIVEN: 'something' }), {
      included: { name: 'first' },
      given: 'something',
      secret: 'nothing',
    });
  });

  it('is resolved once as long as nothing changes', async () => {
    const { resolve, kept } = await smallService();
    await resolve();
    await mark(kept);

    assert.deepEqual(await resolve({ OTHER: 'x' }), {
      included: { name: 'first' },
      given: 'marked',
      secret: 'nothing',
    });
  });

  const changes: [what: string, environment: Readonly<Record<string, string>>, included: string][] =
    [
      ['a file that it includes', {}, 'name: second'],
      ['a variable that it asks for', { GIVEN: 'something' }, 'name: first'],
    ];
  for (const [what, environment, included] of changes) {
    it(`is resolved again when ${what} changes`, async () => {
      const { resolve, kept, serviceDir } = await smallService();
      await resolve();
      await mark(kept);

      await writeFile(join(serviceDir, 'parts/included.yml'), included);

      assert.deepEqual(await resolve(environment), {
        included: { name: included.slice(6) },
        given: environment['GIVEN'] ?? 'nothing',
        secret: 'nothing',
      });
    });
  }

  it('is resolved again when a file changes that an included file includes', async () => {
    const { resolve, serviceDir } = await smallService();
    const include = 'name: ${file(parts/smaller/name.yml)}';
    await writeFile(join(serviceDir, 'parts/included.yml'), include);
    await resolve();

    await writeFile(join(serviceDir, 'parts/smaller/name.yml'), 'second');

    assert.deepEqual(await resolve(), {
      included: { name: 'second' },
      given: 'nothing',
      secret: 'nothing',
    });
  });

  it('is resolved again when what was kept cannot be read', async () => {
    const { resolve, kept } = await smallService();
    await writeFile(kept, '{"digest":');

    await resolve();

    assert.match(await readFile(kept, 'utf8'), /"name":"first"/);
  });

  it('never gets to see the operator’s password', async () => {
    const { resolve, kept } = await smallService();

    await resolve({ TIDEGATE_ADMIN: 'me:password' });

    assert.equal((await readFile(kept, 'utf8')).includes('password'), false);
  });

  it('is told in one sentence when it is wrong', async () => {
    const { resolve, serviceDir } = await smallService();
    await writeFile(join(serviceDir, 'parts/included.yml'), 'name: [');

    await assert.rejects(resolve(), {
      name: 'StartFailure',
      message: /^serverless\.yml cannot be resolved: [^\n]*included\.yml[^\n]*$/,
    });
  });
});
