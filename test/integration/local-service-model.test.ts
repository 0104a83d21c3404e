import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { resolveService } from '../../local/service-model/resolve-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SERVERLESS_YML = `
service: small
frameworkVersion: '4'
provider: { name: aws, runtime: nodejs24.x }
custom:
  included: \${file(parts/included.yml)}
  deeper: \${file(parts/deeper.yml)}
  given: \${env:GIVEN, 'nothing'}
  secret: \${env:TIDEGATE_ADMIN, 'nothing'}
`;

const FIRST = {
  included: { name: 'first' },
  deeper: { name: 'first' },
  given: 'nothing',
  secret: 'nothing',
};
/** Shows that a result was kept and not made again. */
const MARKED = { ...FIRST, given: 'marked' };

type Variables = Readonly<Record<string, string>>;

async function makeService(folder: string): Promise<void> {
  await mkdir(join(folder, 'parts/smaller'), { recursive: true });
  await writeFile(join(folder, 'serverless.yml'), SERVERLESS_YML);
  await writeFile(join(folder, 'parts/included.yml'), 'name: first');
  await writeFile(join(folder, 'parts/deeper.yml'), 'name: ${file(parts/smaller/name.yml)}');
  await writeFile(join(folder, 'parts/smaller/name.yml'), 'first');
}

/** Keeps what is resolved beside the service. */
async function resolve(folder: string, environment: Variables = {}): Promise<unknown> {
  const resolved = await resolveService({ serviceDir: folder, dataDir: folder, environment });
  return (resolved as { custom: unknown }).custom;
}

describe('serverless.yml', () => {
  const original = temporaryFolder();
  let first: unknown;
  before(async () => {
    await makeService(original);
    first = await resolve(original, { TIDEGATE_ADMIN: 'me:password' });
  });

  /** A copy of the service that was resolved once, with a mark on the result that was kept. */
  async function resolvedBefore() {
    const folder = temporaryFolder();
    await cp(original, folder, { recursive: true });
    const kept = join(folder, 'service.json');
    const text = await readFile(kept, 'utf8');
    await writeFile(kept, text.replace('"nothing"', '"marked"'));
    return { folder, kept };
  }

  it('is resolved as the framework does', () => {
    assert.deepEqual(first, FIRST);
  });

  it('never gets to see the operator’s password', async () => {
    const kept = await readFile(join(original, 'service.json'), 'utf8');

    assert.equal(kept.includes('password'), false);
  });

  it('is resolved once as long as nothing changes', async () => {
    const { folder } = await resolvedBefore();

    assert.deepEqual(await resolve(folder, { OTHER: 'x' }), MARKED);
  });

  it('is resolved again when a file that it includes changes', async () => {
    const { folder } = await resolvedBefore();

    await writeFile(join(folder, 'parts/included.yml'), 'name: second');

    assert.deepEqual(await resolve(folder), { ...FIRST, included: { name: 'second' } });
  });

  it('is resolved again when a file changes that an included file includes', async () => {
    const { folder } = await resolvedBefore();

    await writeFile(join(folder, 'parts/smaller/name.yml'), 'second');

    assert.deepEqual(await resolve(folder), { ...FIRST, deeper: { name: 'second' } });
  });

  it('is resolved again when a variable that it asks for changes', async () => {
    const { folder } = await resolvedBefore();

    assert.deepEqual(await resolve(folder, { GIVEN: 'something' }), {
      ...FIRST,
      given: 'something',
    });
  });

  it('is resolved again when what was kept cannot be read', async () => {
    const { folder, kept } = await resolvedBefore();
    await writeFile(kept, '{"digest":');

    await resolve(folder);

    assert.match(await readFile(kept, 'utf8'), /"name":"first"/);
  });

  it('is told in one sentence when it is wrong', async () => {
    const { folder } = await resolvedBefore();
    await writeFile(join(folder, 'parts/included.yml'), 'name: [');

    await assert.rejects(resolve(folder), {
      name: 'StartFailure',
      message: /^serverless\.yml cannot be resolved: [^\n]*included\.yml[^\n]*$/,
    });
  });
});
