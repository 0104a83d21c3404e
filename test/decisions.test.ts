import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as v from 'valibot';

const ROOT = join(import.meta.dirname, '..');
const DECISIONS = join(ROOT, 'docs/decisions');

const names = v.pipe(v.record(v.string(), v.string()), v.transform(Object.keys));
const manifest = v.parse(
  v.object({ dependencies: names, devDependencies: names }),
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')),
);
const records = globSync('[0-9]*.md', { cwd: DECISIONS })
  .toSorted()
  .map((file) => ({ file, text: readFileSync(join(DECISIONS, file), 'utf8') }));

describe('docs/decisions', () => {
  it('has a record for every package that runs in production', () => {
    const concerned = new Set(records.flatMap(({ text }) => packagesOf(text)));

    assert.deepEqual(
      manifest.dependencies.filter((name) => !concerned.has(name)),
      [],
    );
  });

  it('has no accepted record of a package that is not used', () => {
    const used = new Set([...manifest.dependencies, ...manifest.devDependencies]);
    const accepted = records.filter(({ text }) => text.includes('\nState: accepted'));

    assert.deepEqual(
      accepted.flatMap(({ text }) => packagesOf(text)).filter((name) => !used.has(name)),
      [],
    );
  });

  it('numbers its records without a gap, and lists them by their titles', () => {
    const index = readFileSync(join(DECISIONS, 'README.md'), 'utf8');

    for (const [position, { file, text }] of records.entries()) {
      const number = String(position + 1).padStart(4, '0');
      const title = /^# \d{4}\. (.+)\n/.exec(text)?.[1];
      assert.ok(file.startsWith(`${number}-`) && text.startsWith(`# ${number}. `), file);
      assert.ok(index.includes(`| [${number}](${file}) | ${title} |`), file);
    }
  });

  it('gives each record the same parts', () => {
    const parts =
      /^# .+\n\nState: (?:accepted|replaced by \d{4}) · \d{4}-\d\d-\d\d\nConcerns: .+\n\n## Context\n[^]+\n## Decision\n[^]+\n## Consequences\n[^]+\n## Refused\n[^]+$/;

    for (const { file, text } of records) assert.match(text, parts, file);
  });
});

function packagesOf(text: string): string[] {
  const concerns = /^Concerns: (.+)$/m.exec(text)?.[1] ?? '';
  return [...concerns.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}
