import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Metafile } from 'esbuild';
import { sizeOfBundle } from '../../../../deploy/bundle/bundle-size.ts';
import { describePackage, overBudget } from '../../../../deploy/bundle/package-report.ts';

const SINK = 'lib/drivers/kafka/event-sink.ts';
const SDK = '../node_modules/@aws-sdk/client-dynamodb/index.js';
const SHARED = 'node_modules/tslib/tslib.js';
const BCRYPT = 'node_modules/bcryptjs/index.js';

type Kind = Metafile['inputs'][string]['imports'][number]['kind'];

function imports(...paths: readonly string[]) {
  return paths.map((path) => ({ path, kind: 'import-statement' as Kind }));
}

function output(entryPoint: string | undefined, inputs: Record<string, number>, to: string[] = []) {
  const sizes = Object.values(inputs);
  return {
    bytes: sizes.reduce((sum, size) => sum + size, 10),
    imports: imports(...to),
    exports: [],
    ...(entryPoint === undefined ? {} : { entryPoint }),
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]),
    ),
  };
}

const metafile: Metafile = {
  inputs: {
    'functions/ingest.ts': { bytes: 0, imports: imports(SDK, SINK, BCRYPT) },
    [SINK]: { bytes: 0, imports: imports(SHARED) },
    [SDK]: { bytes: 0, imports: imports(SHARED, 'node_modules/bowser/bowser.js') },
  },
  outputs: {
    'b/ingest.mjs': output('functions/ingest.ts', { 'functions/ingest.ts': 100, [SDK]: 1000 }, [
      'b/chunk.mjs',
      'node:crypto',
    ]),
    'b/ingest.mjs.map': output(undefined, {}),
    'b/chunk.mjs': output(undefined, { 'node_modules/bowser/bowser.js': 500, [SHARED]: 40 }),
    'b/sink.mjs': output(SINK, { [SINK]: 300 }),
    'b/bcrypt.mjs': output(BCRYPT, { [BCRYPT]: 7000 }),
  },
};

const complaintsAbout = (name: string, kibibytes: number) =>
  overBudget([{ ...SIZE, name, zip: 1, atStartWithoutSdk: kibibytes * 1024 }]);

const SIZE = { atStart: 5, atStartWithoutSdk: 4, onFirstUse: 3, packages: [] };

describe('the size of a bundle', () => {
  const size = sizeOfBundle(metafile);

  it('at start is that of the function, what it imports by name, and the Kafka client', () => {
    assert.equal(size.atStart, 1110 + 550 + 310);
    assert.equal(size.onFirstUse, 7010);
  });

  it('without the AWS SDK still has what others than the SDK import', () => {
    assert.equal(size.atStartWithoutSdk, size.atStart - 1000 - 500);
  });

  it('is that of packages, the largest first, and our own', () => {
    assert.deepEqual(size.packages, [
      { name: 'bcryptjs', atStart: 0, onFirstUse: 7000 },
      { name: '@aws-sdk/client-dynamodb', atStart: 1000, onFirstUse: 0 },
      { name: 'bowser', atStart: 500, onFirstUse: 0 },
      { name: 'tidegate', atStart: 400, onFirstUse: 0 },
      { name: 'tslib', atStart: 40, onFirstUse: 0 },
    ]);
  });

  it('is told with its packages, and small ones are summed up', () => {
    const lines = describePackage([{ name: 'ingest', zip: 2048, ...size }]);

    assert.deepEqual(lines, [
      'ingest: zip 2 KiB, loaded at start 2 KiB (0 KiB without the AWS SDK), on first use 7 KiB',
      '  at start: others 2 KiB',
      '  on first use: bcryptjs 7 KiB',
    ]);
  });
});

describe('the budget of ingest', () => {
  it('is 350 KiB at its start, without the AWS SDK', () => {
    assert.deepEqual(complaintsAbout('ingest', 350), []);
    assert.match(
      complaintsAbout('ingest', 351).join(),
      /^ingest loads 351 KiB .* and 350 KiB are allowed/,
    );
  });

  it('is not that of others', () => {
    assert.deepEqual(complaintsAbout('reconciler', 1000), []);
  });
});
