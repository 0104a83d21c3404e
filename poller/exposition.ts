import type { TopicStatus } from '../event-source-mapping/index.ts';

const GAUGES = new Set([
  'MaxOffsetLag',
  'SumOffsetLag',
  'ProvisionedPollers',
  'EventPollerUnit',
  'EventPollerThroughputInBytes',
]);

export type Exposed = {
  readonly tenants: readonly (Pick<TopicStatus, 'metrics'> & { readonly tenant: string })[];
  /** Of the whole process, by name. */
  readonly gauges: Readonly<Record<string, number>>;
};

/**
 * A mapping's metrics of each tenant, and gauges of the process, named as Prometheus names things: `PolledEventCount` becomes
 * `tidegate_poller_polled_event_count_total`.
 *
 * @see Prometheus, "Text-based format"
 */
export function toExposition({ tenants, gauges }: Exposed): string {
  const names = new Set(tenants.flatMap(({ metrics }) => Object.keys(metrics)));
  const ofTenants = [...names].sort().flatMap((name) => {
    const isGauge = GAUGES.has(name);
    const full = `tidegate_poller_${toSnake(name)}${isGauge ? '' : '_total'}`;
    return [
      `# TYPE ${full} ${isGauge ? 'gauge' : 'counter'}`,
      ...tenants.map(
        ({ tenant, metrics }) => `${full}{tenant="${tenant}"} ${valueOf(metrics, name)}`,
      ),
    ];
  });
  const ofProcess = Object.entries(gauges).flatMap(([name, value]) => [
    `# TYPE tidegate_poller_${name} gauge`,
    `tidegate_poller_${name} ${value}`,
  ]);
  return [...ofTenants, ...ofProcess].map((line) => `${line}\n`).join('');
}

function valueOf(metrics: Readonly<Record<string, number | undefined>>, name: string): number {
  return metrics[name] ?? 0;
}

function toSnake(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
}
