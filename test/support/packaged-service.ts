import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { startLambda } from '../../local/lambda/lambda.ts';
import { unpack } from '../../local/package/open-package.ts';
import { testSetting } from './environment.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

const ROOT = join(import.meta.dirname, '../..');
const OSLS = join(ROOT, 'node_modules/osls/bin/serverless.js');

export type Variables = Readonly<Record<string, string>>;

/** @returns the folder of a package that was made without any setting, once for all tests of a run. */
export async function packagedService(): Promise<string> {
  const folder = testSetting('TEST_PACKAGE');
  await oneAtATime(async () => {
    if (!existsSync(join(folder, 'ingest.zip'))) await packageInto(folder, {});
  });
  return folder;
}

/** @returns the folder of a package that was made with these variables of the environment. */
export async function packageService(variables: Variables): Promise<string> {
  const folder = temporaryFolder();
  await oneAtATime(() => packageInto(folder, variables));
  return folder;
}

/** osls keeps what it is making in one folder of the project. */
async function oneAtATime(work: () => Promise<void>): Promise<void> {
  const lock = join(tmpdir(), 'packaging');
  await until(() => isMade(lock));
  try {
    await work();
  } finally {
    await rmdir(lock);
  }
}

async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw failure;
  }
}

/** Packages the service as osls does, without credentials, and without a home to find some in. One at a time. */
export async function packageInto(folder: string, variables: Variables): Promise<void> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const env = { PATH, HOME: temporaryFolder(), NODE_COMPILE_CACHE, ...variables };
  await promisify(execFile)(process.execPath, [OSLS, 'package', '--package', folder], {
    cwd: ROOT,
    env,
  });
}

/** Starts a function of a package by its handler's name, in a folder that holds nothing else. */
export async function warmPackaged(
  t: TestContext,
  { folder, name, variables = {} }: { folder: string; name: string; variables?: Variables },
): Promise<void> {
  const taskRoot = temporaryFolder();
  await unpack(join(folder, `${name}.zip`), join(taskRoot, name));
  const lambda = startLambda({
    functions: [modelOf(name, variables)],
    taskRoot,
    isolation: 'package',
    maxEnvironments: 1,
    concurrency: 1,
    freeze: false,
    initSeconds: 120,
    reloadOn: [],
    log: ({ text }) => t.diagnostic(text),
    report: () => {},
  });
  t.after(lambda.stop);

  await lambda.warm();
}

function modelOf(name: string, variables: Variables) {
  return {
    name,
    deployedName: name,
    handler: `functions/${name}.handler`,
    timeoutSeconds: 10,
    memoryMb: 512,
    environment: {
      AWS_REGION: 'eu-west-1',
      KAFKA_BROKERS: '127.0.0.1:1',
      REGISTRY_TABLE: 'registry',
      STATE_TABLE: 'state',
      ...variables,
    },
  };
}
