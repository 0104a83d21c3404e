import { alarmsOf } from './alarms.ts';
import type { Deployment } from './deployment.ts';
import type { Query } from './queries.ts';

/** Of CloudWatch's grid, which is 24 wide. */
const WIDTH = 8;
const HEIGHT = 6;

/** A graph of what each alarm looks at, with the alarm's threshold as a line. */
export function dashboardOf(deployment: Deployment): object {
  const graphs = Object.entries(alarmsOf(deployment)).map(
    ([name, { queries, threshold }], index) => ({
      type: 'metric',
      width: WIDTH,
      height: HEIGHT,
      x: (index % 3) * WIDTH,
      y: Math.floor(index / 3) * HEIGHT,
      properties: {
        title: name,
        region: { Ref: 'AWS::Region' },
        metrics: queries.map((query) => toLine(name, query)),
        annotations: { horizontal: [{ label: 'alarm', value: threshold }] },
      },
    }),
  );
  return {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: deployment.prefix, DashboardBody: toJson({ widgets: graphs }) },
  };
}

/** @see Amazon CloudWatch, "Dashboard body structure and syntax", "Metrics array format" */
function toLine(
  name: string,
  { Id, Expression, MetricStat, Period, ReturnData }: Query,
): unknown[] {
  const visible = ReturnData !== false;
  if (MetricStat === undefined) {
    return [
      { id: Id, expression: Expression, label: name, visible, ...(Period && { period: Period }) },
    ];
  }
  const {
    Metric: { Namespace, MetricName, Dimensions },
    Stat,
    Period: period,
  } = MetricStat;
  const dimensions = Dimensions.flatMap(({ Name, Value }) => [Name, Value]);
  return [Namespace, MetricName, ...dimensions, { id: Id, stat: Stat, period, visible }];
}

/** JSON in which CloudFormation fills in what it knows: the body is a text, so references stand between its parts. */
function toJson(value: unknown): object {
  const references: object[] = [];
  const text = JSON.stringify(value, (_key, member: unknown) =>
    isReference(member) ? `\u0000${references.push(withinText(member)) - 1}\u0000` : member,
  );
  const parts = text.split(/\\u0000(\d+)\\u0000/);
  return {
    'Fn::Join': [
      '',
      parts.map((part, index) => (index % 2 === 0 ? part : references[Number(part)])),
    ],
  };
}

/** What CloudFormation joins ends up between the quotes of the JSON text. */
function withinText(reference: Readonly<Record<string, unknown>>): object {
  const join = reference['Fn::Join'];
  if (!Array.isArray(join)) return reference;
  const [separator, parts] = join as [string, readonly unknown[]];
  const escaped = parts.map((part) =>
    typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part,
  );
  return { 'Fn::Join': [separator, escaped] };
}

function isReference(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::') === true);
}
