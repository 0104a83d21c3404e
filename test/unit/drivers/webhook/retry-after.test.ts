import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LONGEST_PAUSE_MS, pauseOf } from '../../../../lib/drivers/webhook/retry-after.ts';

const NOW_MS = Date.parse('Sun, 22 Nov 2026 05:00:00 GMT');

describe('the pause that a receiver asks for', () => {
  for (const [value, pauseMs] of [
    [undefined, 0],
    ['0', 0],
    ['3', 3000],
    ['86400', LONGEST_PAUSE_MS],
    ['Sun, 22 Nov 2026 05:00:07 GMT', 7000],
    ['Sun, 22 Nov 2026 04:00:00 GMT', 0],
    ['Sun, 22 Nov 2027 05:00:00 GMT', LONGEST_PAUSE_MS],
    ['-5', 0],
    ['soon', 0],
  ] as const) {
    it(`is ${pauseMs} ms for ${value}`, () => assert.equal(pauseOf(value, NOW_MS), pauseMs));
  }
});
