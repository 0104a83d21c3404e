import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseTenantId } from '../../../../lib/domain/identifiers.ts';
import { type EmfOptions, emfMetrics } from '../../../../lib/drivers/emf/emf-metrics.ts';
import type { MetricGroup } from '../../../../lib/drivers/emf/metric-group.ts';

const ACME = parseTenantId('acme');
const NOW_MS = 1_795_301_842_281;

const GROUP = {
  tags: ['component', 'status'],
  ofTenant: true,
  units: { size: 'Bytes', duration: 'Milliseconds' },
} as const satisfies MetricGroup;

const tags = (status = 'good') => ({ component: 'c', status });

function metricsOf(given: Partial<EmfOptions> = {}) {
  const lines: unknown[] = [];
  let nowMs = NOW_MS;
  const metrics = emfMetrics({
    mode: 'on',
    namespace: 'tidegate-dev',
    intervalMs: 0,
    write: (line) => lines.push(JSON.parse(line)),
    now: () => nowMs,
    ...given,
  });
  return { ...metrics, lines, pass: (ms: number) => (nowMs += ms) };
}

type Written = { readonly size: readonly number[] };
const sizes = (lines: readonly unknown[]) => lines.map((line) => (line as Written).size);

describe('metrics in the embedded metric format', () => {
  test('are one line that says what CloudWatch shall make of it', () => {
    const { record, flush, lines } = metricsOf();

    record(GROUP, tags(), { size: 200, duration: 1.5 }, ACME);
    flush();

    assert.deepEqual(lines, [
      {
        _aws: {
          Timestamp: NOW_MS,
          CloudWatchMetrics: [
            {
              Namespace: 'tidegate-dev',
              Dimensions: [['component', 'status']],
              Metrics: [
                { Name: 'size', Unit: 'Bytes' },
                { Name: 'duration', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        component: 'c',
        status: 'good',
        tenant: 'acme',
        size: [200],
        duration: [1.5],
      },
    ]);
  });

  test('have the tenant as a dimension by choice only, and beside the sum of all', () => {
    const { record, flush, lines } = metricsOf({ mode: 'by-tenant' });
    const ofNobody = { ...GROUP, ofTenant: false };

    record(GROUP, tags(), { size: 1, duration: 1 }, ACME);
    record(ofNobody, tags(), { size: 1, duration: 1 });
    flush();

    assert.deepEqual(lines.map(dimensionsOf), [
      [
        ['component', 'status'],
        ['component', 'status', 'tenant'],
      ],
      [['component', 'status']],
    ]);
  });

  test('are not written when they are off', () => {
    const { record, flush, lines } = metricsOf({ mode: 'off' });

    record(GROUP, tags(), { size: 1, duration: 1 }, ACME);
    flush();

    assert.deepEqual(lines, []);
  });

  test('share a line when all their tags are the same', () => {
    const { record, flush, lines } = metricsOf();

    for (const [size, status] of [
      [1, 'good'],
      [2, 'bad'],
      [3, 'good'],
    ] as const) {
      record(GROUP, tags(status), { size, duration: 0 }, ACME);
    }
    record(GROUP, tags(), { size: 4, duration: 0 }, parseTenantId('other'));
    flush();

    assert.deepEqual(sizes(lines), [[1, 3], [2], [4]]);
  });

  test('are written before a line has more values than CloudWatch takes', () => {
    const { record, flush, lines } = metricsOf({ intervalMs: 60_000 });

    for (let size = 1; size <= 250; size += 1) record(GROUP, tags(), { size, duration: 0 }, ACME);

    assert.deepEqual(
      sizes(lines).map(({ length }) => length),
      [100, 100],
    );
    flush();
    assert.equal(lines.length, 2);
  });

  test('are written before more lines wait than fit into little memory', () => {
    const { record, lines } = metricsOf({ intervalMs: 60_000 });

    for (let size = 1; size <= 100; size += 1) {
      record(GROUP, tags(`${size}`), { size, duration: 0 }, ACME);
    }

    assert.equal(lines.length, 100);
  });

  test('wait for the interval, and then for the end of the next invocation', () => {
    const { record, flush, lines, pass } = metricsOf({ intervalMs: 1000 });
    const invoke = (size: number) => {
      record(GROUP, tags(), { size, duration: 0 }, ACME);
      flush();
    };

    invoke(1);
    invoke(2);
    pass(999);
    invoke(3);
    assert.deepEqual(sizes(lines), [[1]]);
    pass(1);
    invoke(4);

    assert.deepEqual(sizes(lines), [[1], [2, 3, 4]]);
  });

  test('are written after the interval when no invocation comes', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { record, flush, lines, pass } = metricsOf({ intervalMs: 1000 });
    for (const size of [1, 2, 3]) {
      record(GROUP, tags(), { size, duration: 0 }, ACME);
      flush();
    }
    assert.deepEqual(sizes(lines), [[1]]);

    pass(1000);
    t.mock.timers.tick(1000);

    assert.deepEqual(sizes(lines), [[1], [2, 3]]);
  });
});

type Directives = { readonly CloudWatchMetrics: readonly [{ readonly Dimensions: unknown }] };

function dimensionsOf(line: unknown): unknown {
  const { CloudWatchMetrics } = (line as { readonly ['_aws']: Directives })['_aws'];
  return CloudWatchMetrics[0].Dimensions;
}
