import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { documentedSettings, documentedVariables } from './support/documented-variables.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const documented = documentedVariables();
const parsers = globSync('lib/config/*.ts', { cwd: ROOT });
const sources = [
  ...parsers,
  'local/config.ts',
  'local/tls/config.ts',
  'poller/config.ts',
  'serverless.yml',
  ...globSync('deploy/**/*.{yml,ts}', { cwd: ROOT }),
];

/** Names in capitals that a source reads from its environment. */
function variablesOf(path: string): string[] {
  const source = read(path);
  const patterns = [
    /(?:env|variables)(?:\[|, )'([A-Z_]{3,})'/g,
    /\(\s*'([A-Z_]{3,})',\s*variables/g,
    /\benv:([A-Z_]+)/g,
  ];
  return patterns.flatMap((pattern) => [...source.matchAll(pattern)].map(([, name]) => name ?? ''));
}

describe('the configuration', () => {
  for (const path of sources) {
    test(`every variable of ${path} is documented`, () => {
      const variables = variablesOf(path);

      assert.deepEqual(
        variables.filter((name) => !documented.has(name)),
        [],
      );
    });
  }

  test('nothing is documented that no source names', () => {
    const texts = [...sources, ...globSync('{local,poller,application}/**/*.ts', { cwd: ROOT })];
    const known = new Set(texts.flatMap((path) => read(path).match(/\b[A-Z][A-Z_]{2,}\b/g) ?? []));

    assert.deepEqual(
      [...documented].filter((name) => !known.has(name)),
      [],
    );
  });

  test('each setting has one row, with who reads it, default, unit or form, and effect', () => {
    const settings = documentedSettings();
    const names = settings.flatMap(({ names: several }) => several);

    assert.deepEqual(
      names.filter((name, position) => names.indexOf(name) !== position),
      [],
    );
    for (const { row } of settings) {
      assert.equal(row.length, 5, row[0]);
      assert.ok(
        row.every((cell) => cell !== ''),
        row[0],
      );
    }
  });

  for (const path of parsers) {
    test(`the defaults of ${path} are those that are documented`, () => {
      const documentedDefaults = new Map(
        documentedSettings().flatMap(({ names, row }) => names.map((name) => [name, row[2] ?? ''])),
      );

      for (const [name, value] of defaultsOf(path)) {
        const told = documentedDefaults.get(name) ?? '';
        assert.ok(told.startsWith(`\`${value}\``), `${name} is ${value}, not ${told}`);
      }
    });
  }

  test('the sources are read, not skipped', () => {
    assert.ok(variablesOf('lib/config/consumer.ts').includes('RETRY_ATTEMPTS'));
    assert.ok(variablesOf('local/config.ts').includes('TIDEGATE_ISOLATION'));
    assert.ok(variablesOf('local/tls/config.ts').includes('TLS_TRUSTSTORE'));
    assert.ok(variablesOf('serverless.yml').includes('AWS_REGION'));
    assert.ok(defaultsOf('lib/config/reconciler.ts').some(([name]) => name === 'TOPIC_CALL_RATE'));
    assert.ok(defaultsOf('lib/config/ingest.ts').some(([, value]) => value === 'kafkajs'));
  });
});

/** Of whole numbers, and the first of several choices, as far as they stand in the source as such. */
function defaultsOf(path: string): [string, string][] {
  const patterns = [
    /wholeNumber\(\s*env,\s*'([A-Z_]+)',\s*([\d_]+)/g,
    /oneOf\(\s*env,\s*'([A-Z_]+)',\s*\[\s*'([\w-]+)'/g,
  ];
  const source = read(path);
  return patterns.flatMap((pattern) =>
    [...source.matchAll(pattern)].map(([, name = '', value = '']): [string, string] => [
      name,
      value.replaceAll('_', ''),
    ]),
  );
}
