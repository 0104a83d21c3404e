import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toSection } from '../../../bench/report.ts';

describe('a section of the results', () => {
  it('carries date, machine, Node and command with the findings', () => {
    const circumstances = {
      date: '2026-11-22 10:00',
      machine: '2 × processor',
      node: 'v24.21.0',
      command: 'npm run bench -- upload',
      loadBefore: 0.1,
    };

    const section = toSection('upload', { title: 'An upload.' }, circumstances, [
      { what: 'p50', result: '0.20 ms', budget: '≤ 0.3 ms' },
      { what: 'p99', result: '1.00 ms' },
    ]);

    assert.equal(
      section,
      `## upload · 2026-11-22 10:00 UTC

An upload.

2 × processor; Node v24.21.0; load before 0.1; \`npm run bench -- upload\`

| what | result | budget |
| --- | --- | --- |
| p50 | 0.20 ms | ≤ 0.3 ms |
| p99 | 1.00 ms |  |
`,
    );
  });
});
