import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tableRows } from './support/markdown.ts';
import { METRIC_GROUPS } from './support/metric-groups.ts';

const document = readFileSync(join(import.meta.dirname, '../docs/metrics.md'), 'utf8');
const rows = tableRows(document.slice(0, document.indexOf('\n## ')));

describe('docs/metrics.md', () => {
  it('names the same metrics, units and tags as the code, in the same order', () => {
    const inCode = METRIC_GROUPS.flatMap(({ tags, ofTenant, units }) =>
      Object.entries(units).map(([name, unit]) => [
        `\`${name}\``,
        unit,
        tags.map((tag) => `\`${tag}\``).join(', '),
        ofTenant ? 'yes' : 'no',
      ]),
    );

    assert.deepEqual(
      rows.slice(1).map((row) => row.slice(0, 4)),
      inCode,
    );
  });
});

describe('the metrics', () => {
  it('stay within what CloudWatch takes, and no tag grows with devices or requests', () => {
    for (const { tags, units } of METRIC_GROUPS) {
      assert.ok(tags.length + 1 <= 30 && Object.keys(units).length <= 100);
      assert.ok(
        !tags.some((tag) => ['device', 'host', 'tenant', 'path', 'requestId'].includes(tag)),
      );
    }
  });
});
