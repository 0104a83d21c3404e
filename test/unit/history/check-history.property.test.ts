import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkHistory } from '../../support/history/check-history.ts';
import { correctRun } from './correct-run.ts';
import { faults } from './planted-faults.ts';

describe('the checker', () => {
  it('accepts every correct run', () => {
    fc.assert(
      fc.property(correctRun, (run) => {
        assert.deepEqual(checkHistory(run).violations, []);
      }),
      { numRuns: 500 },
    );
  });

  for (const [name, { kind, plant }] of Object.entries(faults)) {
    it(`catches ${name}, wherever it is planted`, () => {
      fc.assert(
        fc.property(correctRun, fc.nat(), (run, pick) => {
          const { violations } = checkHistory(plant(run, pick));

          assert.deepEqual([...new Set(violations.map((found) => found.kind))], [kind]);
        }),
        { numRuns: 300 },
      );
    });
  }
});
