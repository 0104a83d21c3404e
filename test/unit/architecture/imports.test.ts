import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importsOf } from '../../support/architecture/imports.ts';

function specifiersIn(...lines: readonly string[]): string[] {
  return importsOf(lines.join('\n')).map(({ specifier }) => specifier);
}

describe('the imports of a source', () => {
  it('are found in every form of statement', () => {
    const forms = [
      `import './side-effect.ts';`,
      `import standard from 'a';`,
      `import * as all from "b";`,
      `import standard, { named as other, type Named } from 'c';`,
      `import {\n  one,\n  two,\n} from 'd';`,
      `export * from 'e';`,
      `export * as name from 'f';`,
      `export { one } from 'g';`,
      `import $ from'h'`,
    ];

    assert.deepEqual(specifiersIn(...forms), [
      './side-effect.ts',
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
      'g',
      'h',
    ]);
  });

  it('are found where modules are loaded on demand', () => {
    const forms = [
      `const a = await import('a');`,
      `import("b").then(use);`,
      `const c = require('c');`,
      `require.resolve('d');`,
      `import.meta.resolve('e');`,
      `type F = typeof import('f');`,
      'import(`g`);',
    ];

    assert.deepEqual(specifiersIn(...forms).toSorted(), ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('are types only when the whole statement is', () => {
    const source = [
      `import type { A } from 'a';`,
      `export type { B } from 'b';`,
      `import type C from 'c';`,
      `import { type D } from 'd';`,
      `import type from 'e';`,
    ].join('\n');

    const types = importsOf(source).flatMap(({ specifier, isType }) => (isType ? specifier : []));

    assert.deepEqual(types, ['a', 'b', 'c']);
  });

  it('are not exports that only mention a string', () => {
    const forms = [
      `export const from = 'a';`,
      `export function f() { return Array.from('b'); }`,
      `export type C = 'c' | 'd';`,
      `const text = "import x from 'e'";`,
    ];

    assert.deepEqual(specifiersIn(...forms), []);
  });
});
