import type { TestContext } from 'node:test';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../local/cloud.ts';
import type { LogLine } from '../../local/lambda/environment.ts';
import { prepareStage, uniqueStage } from './stage.ts';
import { storeOfFile } from './store-of-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type TestCloudOptions = Partial<LocalCloudOptions> & {
  /** Whose tables in the store of the file it has; its own unless said. */
  readonly stage?: string;
};

export type TestCloud = LocalCloud & {
  /** `user:password` of the management API. */
  readonly admin: string;
  /** Where `npm start` has its `.tidegate`. */
  readonly dataDir: string;
  /** What the functions have written so far. */
  readonly lines: readonly LogLine[];
};

const ADMIN = 'operator:operator-of-the-test';

/**
 * The whole product, with tables of its own in the store of the file. Its broker is its own too, because a mapping is made for
 * every tenant's topic on it, unless `brokers` says otherwise; tenants need names of their own then. It ends with the test.
 */
export async function localCloud(
  t: TestContext,
  { stage, ...options }: TestCloudOptions = {},
): Promise<TestCloud> {
  const lines: LogLine[] = [];
  const settings = { TIDEGATE_ADMIN: ADMIN, ...options.settings };
  const store = await storeOf({ ...options, settings }, stage);
  const cloud = await startLocalCloud({
    ...store,
    maxEnvironments: 1,
    concurrency: 64,
    log: (line) => lines.push(line),
    report: (line) => t.diagnostic(line),
    ...options,
    settings,
  });
  t.after(cloud.stop);
  return { ...cloud, admin: ADMIN, dataDir: store.dataDir, lines };
}

type Store = Pick<LocalCloudOptions, 'dataDir' | 'dynamoDbEndpoint'>;

/** A package's tables have names already, and what a test keeps in a folder is there as the operator has it. */
async function storeOf(
  { dataDir, packageDir, ...service }: Partial<LocalCloudOptions>,
  stage = uniqueStage(),
): Promise<Store> {
  if (dataDir !== undefined) return { dataDir };
  const folder = temporaryFolder();
  if (packageDir !== undefined) return { dataDir: folder };
  await prepareStage(stage, { ...service, dataDir: folder });
  return { dataDir: folder, dynamoDbEndpoint: await storeOfFile() };
}
