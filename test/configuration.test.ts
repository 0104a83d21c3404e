import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { documentedVariables } from './support/documented-variables.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const documented = documentedVariables();

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
  for (const path of [
    ...globSync('lib/config/*.ts', { cwd: ROOT }),
    'local/config.ts',
    'local/tls/config.ts',
    'poller/config.ts',
    'serverless.yml',
    ...globSync('deploy/**/*.{yml,ts}', { cwd: ROOT }),
  ]) {
    test(`every variable of ${path} is documented`, () => {
      const variables = variablesOf(path);

      assert.deepEqual(
        variables.filter((name) => !documented.has(name)),
        [],
      );
    });
  }

  test('the sources are read, not skipped', () => {
    assert.ok(variablesOf('lib/config/consumer.ts').includes('RETRY_ATTEMPTS'));
    assert.ok(variablesOf('local/config.ts').includes('TIDEGATE_ISOLATION'));
    assert.ok(variablesOf('local/tls/config.ts').includes('TLS_TRUSTSTORE'));
    assert.ok(variablesOf('serverless.yml').includes('AWS_REGION'));
    assert.ok(variablesOf('deploy/functions/consumer.yml').includes('RETRY_ATTEMPTS'));
    assert.ok(variablesOf('deploy/network.ts').includes('SUBNET_IDS'));
  });
});
