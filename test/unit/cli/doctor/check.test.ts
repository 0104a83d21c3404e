import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeChecks } from '../../../../cli/doctor/check.ts';
import { warning } from '../../../../cli/doctor/finding.ts';
import { toExitCode } from '../../../../cli/doctor/show-report.ts';

const fine = { name: 'fine', run: () => [] };
const finding = { name: 'finding', run: () => [warning('it', 'is so', 'do this')] };
const failing = {
  name: 'failing',
  run: async () => {
    throw new Error('nobody answers');
  },
};
const endless = { name: 'endless', run: () => new Promise<never>(() => {}) };

describe('checks', () => {
  test('that cannot be made are told as that, and hold back no other', async () => {
    const checked = await makeChecks([failing, fine], 1000);

    assert.deepEqual(checked, [
      { name: 'failing', notChecked: 'nobody answers' },
      { name: 'fine', findings: [] },
    ]);
  });

  test('that do not end are given up', async () => {
    assert.deepEqual(await makeChecks([endless], 20), [
      { name: 'endless', notChecked: 'it took longer than 0.02 s' },
    ]);
  });

  for (const [what, checks, code] of [
    ['0 when all is well', [fine], 0],
    ['1 for a finding', [fine, finding], 1],
    ['1 for a finding beside what could not be checked', [finding, failing], 1],
    ['2 when something could not be checked', [fine, failing], 2],
  ] as const) {
    test(`answer ${what}`, async () => {
      assert.equal(toExitCode(await makeChecks(checks, 1000)), code);
    });
  }
});
