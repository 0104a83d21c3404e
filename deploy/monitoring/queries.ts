import type { Deployment } from './deployment.ts';

/** One line of an alarm's or a graph's arithmetic. @see Amazon CloudWatch, `MetricDataQuery` */
export type Query = {
  readonly Id: string;
  readonly Expression?: unknown;
  readonly MetricStat?: MetricStat;
  /** Seconds, for an expression that asks CloudWatch itself. */
  readonly Period?: number;
  readonly ReturnData?: boolean;
};

type MetricStat = {
  readonly Metric: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  };
  readonly Stat: Statistic;
  readonly Period: number;
};

export type Statistic = 'Maximum' | 'Sum';

export const MINUTE = 60;
export const FIVE_MINUTES = 300;

/** One metric of a service of AWS. */
export function metricOf(
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, unknown>>,
  Stat: Statistic = 'Sum',
  Period: number = FIVE_MINUTES,
): Omit<Query, 'Id'> {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Stat, Period } };
}

export function lambdaMetric(
  { prefix }: Deployment,
  functionName: string,
  metric: string,
  statistic?: Statistic,
): Omit<Query, 'Id'> {
  const dimensions = { FunctionName: `${prefix}-${functionName}` };
  return metricOf('AWS/Lambda', metric, dimensions, statistic);
}

/**
 * One of the functions' own metrics, over all values of the tags that are not named.
 *
 * @param tags all of the metric's tags, because each combination is a metric of its own; undefined for any value
 * @see Amazon CloudWatch, "Metrics Insights query components and syntax"
 */
export function ownMetric(
  { namespace }: Deployment,
  metric: string,
  tags: Readonly<Record<string, string | undefined>>,
  statistic: 'MAX' | 'SUM' = 'SUM',
): Omit<Query, 'Id'> {
  return insights(`${statistic}("${metric}")`, namespace, tags);
}

/**
 * A metric of the cluster, over all values of the dimensions that are not named.
 *
 * @param dimensions all of the metric's beside the cluster; undefined for any value
 * @see Amazon MSK, "Metrics for monitoring Standard brokers with CloudWatch"
 */
export function clusterMetric(
  { clusterArn }: Deployment,
  metric: string,
  dimensions: Readonly<Record<string, string | undefined>>,
  statistic: 'MAX' | 'SUM',
): Omit<Query, 'Id'> {
  const schema = ['Cluster Name', ...Object.keys(dimensions)].map((name) => `"${name}"`).join(', ');
  const from = `SELECT ${statistic}(${metric}) FROM SCHEMA("AWS/Kafka", ${schema})`;
  const name = { 'Fn::Select': [1, { 'Fn::Split': ['/', clusterArn] }] };
  const others = conditionsOf(dimensions).map((condition) => ` AND ${condition}`);
  const end = `'${others.join('')}`;
  const Expression = { 'Fn::Join': ['', [`${from} WHERE "Cluster Name" = '`, name, end]] };
  return { Expression, Period: MINUTE };
}

function insights(
  selection: string,
  namespace: string,
  tags: Readonly<Record<string, string | undefined>>,
): Omit<Query, 'Id'> {
  const schema = Object.keys(tags).map((tag) => `"${tag}"`);
  const conditions = conditionsOf(tags);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const Expression = `SELECT ${selection} FROM SCHEMA("${namespace}", ${schema.join(', ')})${where}`;
  return { Expression, Period: FIVE_MINUTES };
}

function conditionsOf(tags: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(tags).flatMap(([tag, value]) =>
    value === undefined ? [] : [`"${tag}" = '${value}'`],
  );
}

/** One query that gives what an alarm compares. */
export function alone(query: Omit<Query, 'Id'>): readonly Query[] {
  return [{ Id: 'value', ...query }];
}

/** Several metrics, and the arithmetic over them. @param expression of `m1`, `m2` and so on */
export function computed(
  expression: string,
  queries: readonly Omit<Query, 'Id'>[],
): readonly Query[] {
  return [
    { Id: 'value', Expression: expression },
    ...queries.map((query, index) => ({ Id: `m${index + 1}`, ...query, ReturnData: false })),
  ];
}
