import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const OSLS = join(ROOT, 'node_modules', 'osls', 'bin', 'serverless.js');
const COMPILED = 'cloudformation-template-update-stack.json';
/** What the framework makes of its own schema, and Node of the framework: making it takes longer than a template does. */
const CACHE = join(ROOT, '.build', 'osls');
const CACHES = { SLS_SCHEMA_CACHE_BASE_DIR: CACHE, NODE_COMPILE_CACHE: join(CACHE, 'compiled') };
/** An archive without files. @see PKWARE, "APPNOTE.TXT", end of central directory record */
const EMPTY_ARCHIVE = Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)]);

/** A way to deploy the service. */
export type Variant = {
  readonly name: string;
  readonly stage: string;
  /** Of the environment, beside which nothing of it counts. */
  readonly variables: Readonly<Record<string, string>>;
};

/**
 * Compiles the template of a variant without bundling the functions: what is in their archives does not matter to it.
 *
 * @returns its text
 * @throws {Error} with what the framework says
 */
export async function compileTemplate({ stage, variables }: Variant): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-template-'));
  try {
    await layOut(folder);
    const { PATH = '' } = process.env;
    await promisify(execFile)(
      process.execPath,
      [OSLS, 'package', '--stage', stage, '--package', join(folder, 'compiled')],
      { cwd: folder, env: { PATH, HOME: folder, ...CACHES, ...variables } },
    );
    return await readFile(join(folder, 'compiled', COMPILED), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The service as it is, but for the plugin that bundles. */
async function layOut(folder: string): Promise<void> {
  const service = await readFile(join(ROOT, 'serverless.yml'), 'utf8');
  await writeFile(join(folder, 'serverless.yml'), withoutBundling(service));
  await writeFile(join(folder, 'empty.zip'), EMPTY_ARCHIVE);
  await mkdir(join(folder, 'compiled'));
  for (const name of ['deploy', 'node_modules', 'package.json']) {
    await symlink(join(ROOT, name), join(folder, name));
  }
}

/** @throws {Error} when the file does not say it in the expected words any more */
function withoutBundling(service: string): string {
  const changes = [
    ['  - serverless-esbuild\n', ''],
    ['package:\n  individually: true\n', 'package:\n  artifact: empty.zip\n'],
  ] as const;
  return changes.reduce((text, [before, after]) => {
    if (!text.includes(before)) throw new Error(`serverless.yml has no ${JSON.stringify(before)}`);
    return text.replace(before, after);
  }, service);
}
