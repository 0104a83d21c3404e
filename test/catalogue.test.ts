import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { failures } from '../lib/domain/errors.ts';
import { tableRows } from './support/markdown.ts';

const document = readFileSync(join(import.meta.dirname, '../docs/errors.md'), 'utf8');
const [header, ...documented] = tableRows(document);

describe('docs/errors.md', () => {
  it('names the same codes, statuses and retries as the catalogue, in the same order', () => {
    const inCode = Object.entries(failures).map(([code, { status, retryable }]) => [
      `\`${code}\``,
      String(status),
      retryable ? 'yes' : 'no',
    ]);

    assert.deepEqual(
      documented.map((row) => row.slice(0, 3)),
      inCode,
    );
  });

  it('says of each what it means and what to do', () => {
    assert.deepEqual(header, ['code', 'status', 'retryable', 'meaning', 'what to do']);
    for (const [code, , , meaning, remedy, ...rest] of documented) {
      assert.ok(meaning?.endsWith('.') && remedy?.endsWith('.') && rest.length === 0, code);
    }
  });
});
