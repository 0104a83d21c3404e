import { type Members, InvalidSetting } from './members.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingMetricsConfig.html */
const METRIC_GROUPS = ['EventCount', 'ErrorCount', 'KafkaMetrics'] as const;

export type MetricGroup = (typeof METRIC_GROUPS)[number];

export type MetricsConfig = { readonly Metrics: readonly MetricGroup[] };

/** @throws {InvalidSetting} */
export function readMetricsConfig(given: Members): MetricsConfig | undefined {
  const names = given.within('MetricsConfig')?.texts('Metrics');
  if (names === undefined) return undefined;
  const Metrics = METRIC_GROUPS.filter((group) => names.includes(group));
  if (Metrics.length !== new Set(names).size) {
    throw new InvalidSetting(
      'MetricsConfig.Metrics',
      `may only contain ${METRIC_GROUPS.join(', ')}`,
    );
  }
  return { Metrics };
}
