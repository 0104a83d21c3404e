import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LocalNames } from '../service-model/intrinsics.ts';
import type { FunctionModel } from '../service-model/model.ts';
import { StartFailure } from '../start-failure.ts';
import { packagedFunctions } from './packaged-functions.ts';
import { unzip } from './unzip.ts';

const TEMPLATE = 'cloudformation-template-update-stack.json';

/** What `npm run package` has made, ready to run. */
export type OpenPackage = {
  readonly functions: readonly FunctionModel[];
  /** Has a folder for each function, and no `node_modules` above it. */
  readonly taskRoot: string;
  readonly remove: () => Promise<void>;
};

/**
 * Unpacks every function of a package into a folder of its own, as Lambda does.
 *
 * @param folder as osls fills it, `.serverless` unless told otherwise
 * @throws {StartFailure} there is no package, or one that nothing can be made of
 */
export async function openPackage(folder: string, names: LocalNames): Promise<OpenPackage> {
  const functions = packagedFunctions(await readTemplate(folder), names);
  const taskRoot = await mkdtemp(join(tmpdir(), 'tidegate-package-'));
  const remove = () => rm(taskRoot, { recursive: true, force: true });
  try {
    for (const { name } of functions) {
      await unpack(join(folder, `${name}.zip`), join(taskRoot, name));
    }
  } catch (failure) {
    await remove();
    throw failure;
  }
  return { functions, taskRoot, remove };
}

async function readTemplate(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, TEMPLATE), 'utf8'));
  } catch (cause) {
    throw new StartFailure(
      `There is no package in ${folder}: make one with npm run package, or unset TIDEGATE_PACKAGE.`,
      { cause },
    );
  }
}

export async function unpack(archive: string, folder: string): Promise<void> {
  for (const [name, contents] of unzip(await readFile(archive))) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
}
