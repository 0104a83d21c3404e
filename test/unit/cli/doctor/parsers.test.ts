import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { parsers } from '../../../../cli/doctor/parsers.ts';

const FUNCTIONS = join(import.meta.dirname, '../../../../functions');
const functions = globSync('*.ts', { cwd: FUNCTIONS }).map((file) => basename(file, '.ts'));

describe('the parsers of tidegate doctor', () => {
  test('are those of every function there is', () => {
    assert.deepEqual(Object.keys(parsers).toSorted(), functions.toSorted());
  });

  for (const name of functions) {
    test(`of ${name} are those that it calls itself when it starts`, () => {
      const source = readFileSync(join(FUNCTIONS, `${name}.ts`), 'utf8');
      const called = [...source.matchAll(/(\w+Config)\(process\.env\)/g)].map(([, parse]) => parse);

      const known = new Set((parsers[name] ?? []).map((parse) => parse.name));

      assert.deepEqual(
        called.filter((parse = '') => !known.has(parse)),
        [],
      );
    });
  }
});
