import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alarmsOf } from '../../../deploy/monitoring/alarms.ts';
import { dashboardOf } from '../../../deploy/monitoring/dashboard.ts';
import type { Query } from '../../../deploy/monitoring/queries.ts';
import { METRIC_GROUPS } from '../../support/metric-groups.ts';

/** Of the services' own, as far as alarms look at them. @see each service's page "Metrics and dimensions" */
const AWS_METRICS: Readonly<Record<string, readonly string[]>> = {
  'AWS/AmazonMQ': ['QueueSize'],
  'AWS/ApiGateway': ['4xx', '5xx', 'Count', 'DataProcessed', 'IntegrationLatency', 'Latency'],
  'AWS/DynamoDB': [
    'ReadThrottleEvents',
    'SystemErrors',
    'ThrottledRequests',
    'WriteThrottleEvents',
  ],
  'AWS/Kafka': ['ConnectionCount', 'EstimatedMaxTimeLag', 'IAMTooManyConnections', 'SumOffsetLag'],
  'AWS/Lambda': [
    'ConcurrentExecutions',
    'DestinationDeliveryFailures',
    'Errors',
    'Invocations',
    'IteratorAge',
    'OffsetLag',
    'Throttles',
  ],
};

/** Counted from a log by the template. */
const FROM_LOGS = new Map([['tidegate.reconciler.findings', ['finding']]]);
const OWN = new Map([
  ...METRIC_GROUPS.flatMap(({ tags, units }) =>
    Object.keys(units).map((name) => [name, tags] as const),
  ),
  ...FROM_LOGS,
]);

const deployment = {
  prefix: 'tidegate-prod',
  namespace: 'tidegate-prod',
  clusterArn: 'arn:aws:kafka:eu-west-1:000000000000:cluster/tidegate/0-1',
  connectionBudget: 9000,
  pollerConsumerGroup: 'tidegate-poller',
  mqBroker: 'network',
};
const alarms = Object.entries(alarmsOf(deployment));

describe('the alarms', () => {
  for (const [name, { queries }] of alarms) {
    it(`look for ${name} at metrics that there are`, () => {
      const asked = queries.flatMap(toMetrics);

      assert.ok(asked.length > 0);
      for (const { namespace, metric, tags } of asked) {
        if (namespace !== deployment.namespace) {
          assert.ok(AWS_METRICS[namespace]?.includes(metric), `${namespace} ${metric}`);
        } else {
          assert.deepEqual(tags?.toSorted(), OWN.get(metric)?.toSorted(), metric);
        }
      }
    });

    it(`compare one value for ${name}`, () => {
      assert.equal(queries.filter(({ ReturnData }) => ReturnData !== false).length, 1);
      assert.equal(new Set(queries.map(({ Id }) => Id)).size, queries.length);
    });
  }

  it('look at the connections of all brokers of this cluster', () => {
    const { queries, threshold } = alarmsOf(deployment)['BrokerConnections'] ?? {};

    assert.equal(threshold, 7200);
    assert.equal(
      joined(queries?.[0]?.Expression),
      `SELECT SUM(ConnectionCount) FROM SCHEMA("AWS/Kafka", "Cluster Name", "Broker ID") WHERE "Cluster Name" = 'tidegate'`,
    );
  });
});

describe('the alarm of the poller', () => {
  it("looks at the topics of the poller's group, in this cluster", () => {
    const { queries } = alarmsOf(deployment)['PollerLag'] ?? {};

    assert.equal(
      joined(queries?.[0]?.Expression),
      `SELECT MAX(SumOffsetLag) FROM SCHEMA("AWS/Kafka", "Cluster Name", "Consumer Group", "Topic") WHERE "Cluster Name" = 'tidegate' AND "Consumer Group" = 'tidegate-poller'`,
    );
  });

  it('is not there where mappings read the events', () => {
    assert.equal(
      alarmsOf({ ...deployment, pollerConsumerGroup: undefined })['PollerLag'],
      undefined,
    );
  });
});

describe('the alarms of the bridge', () => {
  const withoutBridge = alarmsOf({ ...deployment, mqBroker: undefined });

  it('are there where there is a bridge', () => {
    assert.ok(alarms.some(([name]) => name === 'BridgeGaveUp'));
    assert.equal(withoutBridge['BridgeGaveUp'], undefined);
  });

  it('look at its throttles with those of the other functions', () => {
    const [withIt, withoutIt] = [alarmsOf(deployment), withoutBridge].map((all) =>
      JSON.stringify(all['FunctionsThrottled']),
    );

    assert.match(withIt ?? '', /tidegate-prod-bridge/);
    assert.doesNotMatch(withoutIt ?? '', /tidegate-prod-bridge/);
  });
});

describe('the dashboard', () => {
  it('is JSON with a graph for each alarm once CloudFormation has filled it in', () => {
    const { Properties } = dashboardOf(deployment) as { Properties: { DashboardBody: unknown } };
    const { widgets } = JSON.parse(joined(Properties.DashboardBody)) as {
      widgets: { properties: { title: string; metrics: unknown[]; region: string } }[];
    };

    assert.deepEqual(
      widgets.map(({ properties }) => properties.title),
      alarms.map(([name]) => name),
    );
    assert.ok(widgets.every(({ properties }) => properties.region === 'AWS::Region'));
    assert.match(JSON.stringify(widgets), /WHERE \\"Cluster Name\\" = 'tidegate'/);
  });
});

type Asked = {
  readonly namespace: string;
  readonly metric: string;
  readonly tags?: readonly string[];
};

function toMetrics({ MetricStat, Expression }: Query): Asked[] {
  if (MetricStat) {
    const { Namespace: namespace, MetricName: metric } = MetricStat.Metric;
    return [{ namespace, metric }];
  }
  const [, metric, schema] =
    /^SELECT \w+\("?([\w.]+)"?\) FROM SCHEMA\(([^)]*)\)/.exec(joined(Expression)) ?? [];
  if (metric === undefined || schema === undefined) return [];
  const [namespace = '', ...tags] = schema.split(', ').map((part) => part.replaceAll('"', ''));
  return [{ namespace, metric, tags }];
}

/** What CloudFormation makes of a text: references become their names. */
function joined(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const {
    Ref,
    'Fn::Join': join,
    'Fn::Select': select,
    'Fn::Split': split,
  } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return Ref;
  if (Array.isArray(join)) {
    const [separator, parts] = join as [string, unknown[]];
    return parts.map(joined).join(separator);
  }
  if (Array.isArray(select)) {
    const [index, list] = select as [number, { 'Fn::Split': [string, unknown] }];
    const [separator, text] = list['Fn::Split'];
    return joined(text).split(separator)[index] ?? '';
  }
  throw new Error(`nothing is known of ${JSON.stringify({ value, split })}`);
}
