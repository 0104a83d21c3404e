import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { build } from 'esbuild';
import { functionPlugins } from '../../../../deploy/bundle/function-plugins.ts';
import { BUNDLE_OPTIONS } from '../../../support/bundle-options.ts';

const ROOT = join(import.meta.dirname, '../../../..');

void describe('a package made without AMQP_URL', () => {
  for (const name of ['ingest', 'publisher']) {
    void test(`has nothing of AMQP 1.0 in ${name}, and one made with it has`, async () => {
      const without = await packagesOf(name);
      const withNetwork = await packagesOf(name, 'amqp://127.0.0.1:5672');

      assert.equal(without.has('rhea'), false);
      assert.equal(withNetwork.has('rhea'), true);
      // What others call by the same file name is still there.
      assert.ok(without.has('kafkajs'));
    });
  }
});

/** The packages whose modules a function's bundle holds. */
async function packagesOf(name: string, amqpUrl?: string): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    absWorkingDir: ROOT,
    entryPoints: [`functions/${name}.ts`],
    plugins: functionPlugins('kafkajs', amqpUrl),
    outdir: 'unwritten',
    write: false,
    metafile: true,
  });
  const names = Object.keys(metafile.inputs).map((path) => /node_modules\/([^/]+)/.exec(path)?.[1]);
  return new Set(names.filter((one) => one !== undefined));
}
