import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startMappingEngine } from '../../support/engines.ts';
import { checkHistory } from '../../support/history/check-history.ts';
import { MAX_ATTEMPTS, type Nature, playWorld } from '../../support/mapping-history.ts';

const PARTITIONS = 50;
const HEALTHY_EACH = 4;

describe('a consumer with a poison record in each of 50 partitions', () => {
  for (const redelivery of ['items', 'rewind'] as const) {
    it(`gives up the poison alone and processes all the rest, read as ${redelivery}`, async () => {
      const natures = [
        ...devices('p').map((device) => toNature(device, 'poison')),
        ...Array.from({ length: HEALTHY_EACH }, () => devices('h').map(healthy)).flat(),
        ...devices('p').map(healthy),
      ];

      const { facts, sent, committed } = await playWorld(
        {
          steps: [{ kind: 'send', natures }],
          batchSize: natures.length,
          partitions: PARTITIONS,
          tenants: 1,
          crashes: new Set(),
          behaviour: { redelivery },
        },
        startMappingEngine,
      );

      const { counts, violations } = checkHistory(facts);
      assert.deepEqual(violations, []);
      assert.equal(counts.deadLettered, PARTITIONS);
      assert.equal(counts.processed, PARTITIONS * (HEALTHY_EACH + 1));
      assert.equal(counts.failedAttempts, PARTITIONS * MAX_ATTEMPTS);
      assert.equal(committed, sent);
    });
  }
});

/** One for each partition. */
function devices(letter: string): readonly string[] {
  return Array.from({ length: PARTITIONS }, (_, index) => `${letter}${index}`);
}

function healthy(device: string): Nature {
  return toNature(device, 0);
}

function toNature(device: string, failures: Nature['failures']): Nature {
  return { device, failures, firstTakesMs: 0 };
}
