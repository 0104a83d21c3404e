import type { TestContext } from 'node:test';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../local/cloud.ts';
import type { LogLine } from '../../local/lambda/environment.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type TestCloud = LocalCloud & {
  /** `user:password` of the management API. */
  readonly admin: string;
  /** What the functions have written so far. */
  readonly lines: readonly LogLine[];
};

/**
 * The whole product on a broker and a store of the test's own, because a mapping is made for every tenant's topic on the
 * broker. It ends with the test.
 */
export async function localCloud(
  t: TestContext,
  options: Partial<LocalCloudOptions> = {},
): Promise<TestCloud> {
  const admin = 'operator:operator-of-the-test';
  const lines: LogLine[] = [];
  const cloud = await startLocalCloud({
    dataDir: temporaryFolder(),
    maxEnvironments: 1,
    concurrency: 64,
    log: (line) => lines.push(line),
    report: (line) => t.diagnostic(line),
    ...options,
    settings: { TIDEGATE_ADMIN: admin, ...options.settings },
  });
  t.after(cloud.stop);
  return { ...cloud, admin, lines };
}
