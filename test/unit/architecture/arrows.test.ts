import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forbiddenArrows } from '../../support/architecture/arrows.ts';

const table = {
  'lib/domain': ['node:crypto'],
  'lib/ingestion': ['lib/domain'],
  'lib/drivers/kafka': ['lib/domain', 'kafkajs', 'node:*', 'type aws-lambda'],
  'lib/config.ts': ['valibot', '@scope/*'],
};

function forbidden(path: string, text: string): string[] {
  return forbiddenArrows(table, [{ path, text }]);
}

describe('the arrows of the import table', () => {
  it('allow a folder itself, what the table names, and what lies below', () => {
    const text = [
      `import { sink } from './sink.ts';`,
      `import { domain } from '../../domain/deep/topics.ts';`,
      `import { Kafka } from 'kafkajs';`,
      `import inner from 'kafkajs/src/inner.js';`,
      `import { connect } from 'node:net';`,
      `import type { Context } from 'aws-lambda';`,
    ].join('\n');

    assert.deepEqual(forbidden('lib/drivers/kafka/client.ts', text), []);
  });

  it('forbid everything else, in one sentence each', () => {
    const text = [
      `import { sink } from '../drivers/kafka/sink.ts';`,
      `import { readFile } from 'node:fs';`,
      `import { string } from 'valibot';`,
    ].join('\n');

    assert.deepEqual(forbidden('lib/domain/topics.ts', text), [
      'lib/domain/topics.ts must not import lib/drivers/kafka/sink.ts',
      'lib/domain/topics.ts must not import node:fs',
      'lib/domain/topics.ts must not import valibot',
    ]);
  });

  it('forbid at run time what they allow as a type', () => {
    const text = `import { Context } from 'aws-lambda';`;

    assert.deepEqual(forbidden('lib/drivers/kafka/x.ts', text), [
      'lib/drivers/kafka/x.ts must not import aws-lambda',
    ]);
  });

  it('are not misled by a name that only begins like an allowed one', () => {
    const text = [`import a from 'kafkajs-snappy';`, `import b from '../../domain-two/b.ts';`];

    assert.equal(forbidden('lib/drivers/kafka/x.ts', text.join('\n')).length, 2);
  });

  it('hold for a single file, and for a whole scope of packages', () => {
    assert.deepEqual(forbidden('lib/config.ts', `import a from '@scope/a';`), []);
    assert.equal(forbidden('lib/config.ts', `import a from '@other/a';`).length, 1);
  });

  it('miss nothing because a folder is new', () => {
    assert.deepEqual(forbidden('lib/drivers/carrier-pigeon/coop.ts', ''), [
      'lib/drivers/carrier-pigeon/coop.ts is in no folder of the table',
    ]);
  });
});
