import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMeters } from '../../../../local/metrics/meters.ts';

type Given = {
  readonly dimensions?: readonly (readonly string[])[];
  readonly metrics?: readonly (readonly [name: string, unit: string])[];
  readonly members?: object;
};

function line({ dimensions = [[]], metrics = [], members = {} }: Given): string {
  const directive = {
    Namespace: 'n',
    Dimensions: dimensions,
    Metrics: metrics.map(([Name, Unit]) => ({ Name, Unit })),
  };
  return JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics: [directive] }, ...members });
}

function exposed(...lines: readonly string[]): string[] {
  const meters = createMeters();
  for (const text of lines) meters.read(text);
  return meters
    .expose()
    .split('\n')
    .filter((one) => one !== '');
}

describe('the metrics of the local cloud', () => {
  it('are named as Hono’s are in Prometheus, in its units', () => {
    const metrics = [
      ['hono.telemetry.payload', 'Bytes'],
      ['hono.telemetry.processing.duration', 'Milliseconds'],
    ] as const;
    const uploads = line({
      dimensions: [['component-name', 'type']],
      metrics,
      members: {
        'component-name': 'hono-http',
        type: 'event',
        tenant: 'no dimension',
        'hono.telemetry.payload': [100, 300],
        'hono.telemetry.processing.duration': [2, 4],
      },
    });

    const labels = '{component_name="hono-http",type="event"}';
    assert.deepEqual(exposed(uploads, uploads), [
      '# TYPE hono_telemetry_payload_bytes summary',
      `hono_telemetry_payload_bytes_count${labels} 4`,
      `hono_telemetry_payload_bytes_sum${labels} 800`,
      '# TYPE hono_telemetry_payload_bytes_max gauge',
      `hono_telemetry_payload_bytes_max${labels} 300`,
      '# TYPE hono_telemetry_processing_duration_seconds summary',
      `hono_telemetry_processing_duration_seconds_count${labels} 4`,
      `hono_telemetry_processing_duration_seconds_sum${labels} 0.012`,
      '# TYPE hono_telemetry_processing_duration_seconds_max gauge',
      `hono_telemetry_processing_duration_seconds_max${labels} 0.004`,
    ]);
  });

  it('count what is counted in one number', () => {
    const lines = [3, [1, 2]].map((value) =>
      line({ metrics: [['a.b', 'Count']], members: { 'a.b': value } }),
    );

    assert.deepEqual(exposed(...lines), ['# TYPE a_b_total counter', 'a_b_total 6']);
  });

  it('count by the longest set of dimensions, each value once', () => {
    const counted = line({
      dimensions: [['kind'], ['kind', 'tenant']],
      metrics: [['n', 'Count']],
      members: { kind: 'data', tenant: 'a"\\', n: 1 },
    });

    assert.deepEqual(exposed(counted), [
      '# TYPE n_total counter',
      'n_total{kind="data",tenant="a\\"\\\\"} 1',
    ]);
  });

  for (const text of [
    'words',
    '{"message":"m"}',
    '{"_aws":',
    '{"_aws":{}}',
    '{"_aws":{"CloudWatchMetrics":[{"Metrics":[{"Name":1},{"Name":"absent"}]}]}}',
    '{"_aws":{"CloudWatchMetrics":7}}',
  ]) {
    it(`are none in ${text}`, () => {
      assert.deepEqual(exposed(text), []);
    });
  }

  it('take no more combinations of labels than fit into little memory', () => {
    const meters = createMeters();
    for (let number = 0; number < 10_100; number += 1) {
      const members = { id: `${number}`, n: 1 };
      meters.read(line({ dimensions: [['id']], metrics: [['n', 'Count']], members }));
    }

    const series = meters
      .expose()
      .split('\n')
      .filter((one) => one.startsWith('n_total'));
    assert.equal(series.length, 10_000);
  });
});
