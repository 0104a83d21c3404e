import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { startLambda } from '../../local/lambda/lambda.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { unzip } from './zip.ts';

const ROOT = join(import.meta.dirname, '../..');
const OSLS = join(ROOT, 'node_modules/osls/bin/serverless.js');

export type Variables = Readonly<Record<string, string>>;

/** Packages the service as osls does, without credentials, and without a home to find some in. */
export async function packageService(folder: string, variables: Variables = {}): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, ...variables };
  await promisify(execFile)(process.execPath, [OSLS, 'package', '--package', folder], {
    cwd: ROOT,
    env,
  });
}

/** Starts a function of a package by its handler's name. */
export async function warmPackaged(
  t: TestContext,
  { folder, name, variables = {} }: { folder: string; name: string; variables?: Variables },
): Promise<void> {
  const lambda = startLambda({
    functions: [modelOf(name, variables)],
    taskRoot: await unpack(join(folder, `${name}.zip`)),
    isolation: 'process',
    maxEnvironments: 1,
    concurrency: 1,
    freeze: false,
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

/** With the AWS SDK where the runtime has it: out of the archive, within reach of it. */
async function unpack(archive: string): Promise<string> {
  const taskRoot = temporaryFolder();
  for (const [name, contents] of unzip(await readFile(archive))) {
    const path = join(taskRoot, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  await mkdir(join(taskRoot, 'node_modules'));
  for (const scope of ['@aws-sdk', '@smithy']) {
    await symlink(join(ROOT, 'node_modules', scope), join(taskRoot, 'node_modules', scope));
  }
  return taskRoot;
}
