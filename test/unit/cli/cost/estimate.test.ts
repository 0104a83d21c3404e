import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Part, sumOf } from '../../../../cli/cost/bill.ts';
import { estimate, type Platform, platforms } from '../../../../cli/cost/estimate.ts';
import { kafkaKinds, type Workload } from '../../../../cli/cost/workload.ts';
import { prices, workload } from '../../../support/workloads.ts';

describe('a month by hand', () => {
  const examples: readonly [string, Platform, Part, Partial<Workload>, number][] = [
    ['a million uploads', 'functions', 'API Gateway', {}, 1],
    ['uploads of two steps of 512 KB', 'functions', 'API Gateway', { eventBytes: 600_000 }, 2],
    // 10 pollers are one unit: 0.185 × 730. 11 are two.
    ['mappings of ten tenants', 'functions', 'event source mappings', {}, 135.05],
    ['mappings of eleven', 'functions', 'event source mappings', { tenants: 11 }, 270.1],
    ['mappings on demand', 'functions', 'event source mappings', { mappings: 'on-demand' }, 0],
    ['no mappings with the poller', 'poller', 'event source mappings', {}, 0],
    // Two containers of 1 vCPU and 2 GB: 2 × 730 × (0.03238 + 2 × 0.00356).
    ['the poller', 'poller', 'Fargate', {}, 57.67],
    // Three m7g.large and 15 %: 3 × 730 × 0.0816 × 1.15.
    ['managed instances', 'managed instances', 'Managed Instances', {}, 205.5096],
    // 93 partitions, 279 replicas: three brokers, 100 GB each: 3 × 730 × 0.204 + 300 × 0.1.
    ['standard brokers', 'functions', 'MSK', { kafka: 'standard' }, 476.76],
    // 3 × 730 × 0.0456 + 300 × 0.1.
    ['the smallest brokers', 'functions', 'MSK', { kafka: 'small' }, 129.864],
    // 0.1 GB of 1 GB is kept: 3 × 730 × 0.408 + 0.1 × 0.1 + 1 × 0.01.
    ['Express brokers', 'functions', 'MSK', { kafka: 'express' }, 893.54],
    // 730 × (0.75 + 93 × 0.0015) + 0.1 + 0.05 + 0.1 × 0.1.
    ['a serverless cluster', 'functions', 'MSK', { kafka: 'serverless' }, 649.495],
    // A state of 950 bytes is one unit a write: 1,000,000 of them; 20 devices change once, 6 units each. Each device is
    // looked up every minute: 20 × 43,800 × 4 units; 49 KB cost nothing to speak of.
    ['device states', 'functions', 'DynamoDB', {}, 0.625 + 0.000_075 + 0.438 + 0.000_022_05],
    // 950 + 300 bytes of an event, and 950 of each of 100,000 batches: 1.345 GB; 40 metrics, alarms of 40, a dashboard.
    ['what is observed', 'functions', 'CloudWatch', {}, 1.345 * 0.53 + 12 + 4 + 3],
    // Two thirds of 1 GB cross between zones, billed on both sides; 0.25 GB of answers.
    ['the network', 'functions', 'network', {}, 0.013_333 + 0.0225],
    ['three interface endpoints', 'functions', 'network', { network: 'endpoints' }, 21.935_833],
    ['NAT gateways', 'functions', 'network', { network: 'nat' }, 98.585_833],
  ];

  for (const [what, platform, part, changes, usd] of examples) {
    test(`${what}: ${usd.toFixed(2)} USD`, () => {
      const { lines } = estimate(platform, workload(changes), prices);

      const sum = sumOf(lines.filter((line) => line.part === part));

      assert.ok(Math.abs(sum - usd) < 0.000_01, `${sum} is not ${usd}`);
    });
  }

  test('uploads of 20 ms with 512 MB, a million: 0.20 for the calls and 0.13 for the time', () => {
    const { lines } = estimate('functions', workload(), prices);

    const ofIngest = lines.filter(({ what }) => what.startsWith('ingest'));

    assert.deepEqual(
      ofIngest.map(({ usd }) => usd?.toFixed(4)),
      ['0.2000', '0.1333'],
    );
  });

  test('without a given batch, a quiet tenant is billed an invocation for each event', () => {
    const { lines } = estimate('functions', workload({ batch: undefined }), prices);

    const calls = lines.find(({ what }) => what === 'consumer: requests');

    assert.equal(calls?.quantity, 1);
  });
});

describe('an estimate', () => {
  test('leaves out of its total what has no price, and keeps the line', () => {
    const unknown = { ...prices.prices['transfer-out'], usd: undefined };
    const incomplete = { ...prices, prices: { ...prices.prices, 'transfer-out': unknown } };

    const { lines, total } = estimate('functions', workload(), incomplete);

    assert.deepEqual(
      lines.filter(({ usd }) => usd === undefined).map(({ what }) => what),
      ['answers'],
    );
    assert.ok(total < estimate('functions', workload(), prices).total);
  });

  test('is the sum of its lines', () => {
    for (const platform of platforms) {
      const { lines, total } = estimate(platform, workload(), prices);

      assert.equal(total, sumOf(lines));
    }
  });

  const grows = [
    'eventsPerMonth',
    'tenants',
    'devices',
    'eventBytes',
    'consumers',
    'partitions',
    'retentionHours',
  ] as const;

  for (const quantity of grows) {
    test(`never falls with more ${quantity}`, () => {
      fc.assert(
        fc.property(workloads, fc.integer({ min: 1, max: 1_000_000 }), (one, more) => {
          const other = { ...one, [quantity]: one[quantity] + more };
          for (const platform of platforms) {
            const [before, after] = [one, other].map((it) => estimate(platform, it, prices).total);
            assert.ok((before ?? 0) <= (after ?? 0) * (1 + 1e-12), `${before} and ${after}`);
          }
        }),
      );
    });
  }
});

const workloads = fc.record<Workload>({
  eventsPerMonth: fc.integer({ min: 1, max: 1e11 }),
  tenants: fc.integer({ min: 1, max: 10_000 }),
  devices: fc.integer({ min: 1, max: 10_000_000 }),
  eventBytes: fc.integer({ min: 0, max: 1_000_000 }),
  duty: fc.double({ min: 0.01, max: 1, noNaN: true }),
  batch: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  consumers: fc.integer({ min: 1, max: 5 }),
  memoryMb: fc.integer({ min: 128, max: 10_240 }),
  ingestMs: fc.integer({ min: 1, max: 1000 }),
  consumeMs: fc.integer({ min: 1, max: 1000 }),
  partitions: fc.integer({ min: 1, max: 50 }),
  retentionHours: fc.integer({ min: 1, max: 8760 }),
  kafka: fc.constantFrom(...kafkaKinds),
  mappings: fc.constantFrom('provisioned', 'on-demand'),
  network: fc.constantFrom('endpoints', 'nat', 'none'),
  metrics: fc.constantFrom('on', 'by-tenant', 'off'),
});
