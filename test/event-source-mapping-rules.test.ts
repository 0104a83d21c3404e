import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const DOCS = join(import.meta.dirname, '../docs');
const RULES = readFileSync(join(DOCS, 'event-source-mapping.md'), 'utf8');

/** `[file](path): *name of a test*` */
const TEST = /\[[^\]]+\]\((?<path>[^)]+\.test\.ts)\): \*(?<name>[^*]+)\*/g;

describe('the table of rules of Kafka event source mappings', () => {
  const rows = RULES.split('\n').filter((line) => /^\| (?!rule|---)/.test(line));

  it('names a test for every rule', () => {
    assert.ok(rows.length > 40);
    assert.deepEqual(
      rows.filter((row) => row.match(TEST) === null),
      [],
    );
  });

  it('names tests that exist', () => {
    const named = rows.flatMap((row) => [...row.matchAll(TEST)].map(({ groups }) => groups));

    const missing = named.filter((test) => !exists(test?.['path'] ?? '', test?.['name'] ?? ''));

    assert.deepEqual(missing, []);
  });
});

/** The ellipsis in a name stands for what a template puts there. */
function exists(path: string, name: string): boolean {
  const parts = name
    .split('…')
    .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
  const title = parts.join(String.raw`\$\{[^\`]*\}`);
  const end = name.endsWith('…') ? '' : "['`]";
  return new RegExp(`it\\(\\s*['\`]${title}${end}`).test(readFileSync(join(DOCS, path), 'utf8'));
}
