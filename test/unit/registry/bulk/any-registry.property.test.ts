import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { dryRunStore } from '../../../../lib/drivers/memory/dry-run-store.ts';
import { memoryRegistry } from '../../../../lib/drivers/memory/registry.ts';
import type { RegistryStore } from '../../../../lib/registry/registry-store.ts';
import { exported, imported } from '../../../support/bulk.ts';
import { registryLines } from '../../../support/registry-lines.ts';

const RUNS = { numRuns: 50 };

describe('any registry', () => {
  test('is the same after its export was imported into an empty one', async () => {
    await fc.assert(
      fc.asyncProperty(registryLines, async (text) => {
        const [origin, copy] = [memoryRegistry().store, memoryRegistry().store];
        assert.equal((await imported(origin, text)).summary.failed, 0);
        const file = await exported(origin);

        const { summary } = await imported(copy, file);

        assert.equal(summary.failed, 0);
        assert.equal(await exported(copy), file);
      }),
      RUNS,
    );
  });

  test('is whole once an import that died was begun again, wherever it died', async () => {
    await fc.assert(
      fc.asyncProperty(registryLines, fc.integer({ min: 1, max: 8 }), async (text, concurrency) => {
        const undisturbed = memoryRegistry().store;
        await imported(undisturbed, text);
        const wanted = await exported(undisturbed);
        const writes = text.trim().split('\n').length;
        for (const applied of [true, false]) {
          for (let write = 1; write <= writes; write++) {
            const { store, outbox } = memoryRegistry();
            await assert.rejects(imported(dyingAt(store, write, applied), text, { concurrency }));

            const { summary } = await imported(store, text, { concurrency });

            assert.equal(summary.failed, 0);
            assert.equal(await exported(store), wanted);
            assert.equal(outbox.length, 2 * writes);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  test('is not written to by a dry run, which says what an import would', async () => {
    await fc.assert(
      fc.asyncProperty(registryLines, registryLines, async (first, second) => {
        const { store, outbox } = memoryRegistry();
        await imported(store, first);
        const [before, told] = [await exported(store), outbox.length];

        const tried = await imported(await dryRunStore(store), second);

        assert.equal(await exported(store), before);
        assert.equal(outbox.length, told);
        const real = await imported(store, second);
        assert.deepEqual(
          { ...tried, problems: tried.problems.toSorted() },
          { ...real, problems: real.problems.toSorted() },
        );
      }),
      RUNS,
    );
  });
});

/** A store whose process ends with a write: after it was carried out, or before; no later one is carried out. */
function dyingAt(store: RegistryStore, write: number, applied: boolean): RegistryStore {
  let writes = 0;
  const until =
    <Given extends readonly unknown[]>(work: (...given: Given) => Promise<void>) =>
    async (...given: Given): Promise<void> => {
      writes += 1;
      if (writes < write || (writes === write && applied)) await work(...given);
      if (writes >= write) throw new Error('the process dies');
    };
  return {
    ...store,
    createTenant: until(store.createTenant),
    createDevice: until(store.createDevice),
    replaceCredentials: until(store.replaceCredentials),
  };
}
