import type { Deployment } from './deployment.ts';
import {
  alone,
  clusterMetric,
  computed,
  lambdaMetric,
  metricOf,
  ownMetric,
  type Query,
} from './queries.ts';

export type Alarm = {
  /** One sentence; what to do is in docs/runbook.md, under the alarm's name. */
  readonly meaning: string;
  readonly queries: readonly Query[];
  /** Raised when the value is this much, or more … */
  readonly threshold: number;
  /** … in so many periods in a row. One unless said. */
  readonly periods?: number;
  /** Without a value nothing is wrong, unless said. */
  readonly missing?: 'breaching';
};

export const FUNCTIONS = ['ingest', 'registry', 'consumer', 'publisher', 'reconciler', 'tenants'];
const TABLES = ['RegistryTable', 'StateTable'];

/** By name. The order is that of docs/runbook.md: devices first, then events, then what carries both. */
export function alarmsOf(deployment: Deployment): Readonly<Record<string, Alarm>> {
  return {
    ...deviceAlarms(deployment),
    ...eventAlarms(deployment),
    ...registryAlarms(deployment),
    ...substrateAlarms(deployment),
  };
}

function deviceAlarms(deployment: Deployment): Record<string, Alarm> {
  const api = { ApiId: { Ref: 'HttpApi' } };
  const [failed, all] = ['5xx', 'Count'].map((name) => metricOf('AWS/ApiGateway', name, api));
  return {
    UploadsRefused: {
      meaning: 'One upload in a hundred, or more, is answered 503 or another 5xx',
      queries: computed('IF(m2 >= 20, 100 * m1 / m2, 0)', [failed, all].filter(isThere)),
      threshold: 1,
      periods: 2,
    },
    EventsNotStored: {
      meaning: 'Kafka has not confirmed events in time; their devices were told to send them again',
      queries: alone(refusals(deployment, 'EVENT_NOT_STORED')),
      threshold: 10,
    },
    IngestErrors: {
      meaning: 'The function ingest crashed or ran into its time-out instead of answering',
      queries: alone(lambdaMetric(deployment, 'ingest', 'Errors')),
      threshold: 1,
    },
  };
}

function eventAlarms(deployment: Deployment): Record<string, Alarm> {
  const ofConsumer = { 'component-name': 'tidegate-consumer' };
  return {
    ConsumerLag: {
      meaning: 'Many events wait in the topic of a tenant',
      queries: alone(lambdaMetric(deployment, 'consumer', 'OffsetLag', 'Maximum')),
      threshold: 10_000,
      periods: 3,
    },
    ...pollerAlarms(deployment),
    ConsumerAge: {
      meaning: 'Events are processed five minutes after they were stored, or later',
      queries: alone(ownMetric(deployment, 'tidegate.consumer.age', ofConsumer, 'MAX')),
      threshold: 300_000,
      periods: 3,
    },
    ConsumerErrors: {
      meaning: 'Whole batches fail again and again, so their partitions stand still',
      queries: alone(lambdaMetric(deployment, 'consumer', 'Errors')),
      threshold: 1,
      periods: 3,
    },
    DeadLetters: {
      meaning: 'Events were given up and kept as dead letters',
      queries: alone(
        ownMetric(deployment, 'tidegate.consumer.events', {
          ...ofConsumer,
          kind: undefined,
          status: 'dead-lettered',
        }),
      ),
      threshold: 1,
    },
    MappingDestination: {
      meaning: 'An event source mapping could not deliver a batch to its failure destination',
      queries: alone(lambdaMetric(deployment, 'consumer', 'DestinationDeliveryFailures')),
      threshold: 1,
    },
    ...bridgeAlarms(deployment),
  };
}

/** Lambda measures the lag of its own mappings alone; that of any group, only the cluster. */
function pollerAlarms(deployment: Deployment): Record<string, Alarm> {
  const { pollerConsumerGroup } = deployment;
  if (pollerConsumerGroup === undefined) return {};
  const ofPoller = { 'Consumer Group': pollerConsumerGroup, Topic: undefined };
  return {
    PollerLag: {
      meaning: 'Many events wait for the poller in the topic of a tenant',
      queries: alone(clusterMetric(deployment, 'SumOffsetLag', ofPoller, 'MAX')),
      threshold: 10_000,
      periods: 15,
    },
  };
}

/** What fails behind the bridge fails as a whole batch, and comes again: only where it ends is worth a call. */
function bridgeAlarms({ mqBroker }: Deployment): Record<string, Alarm> {
  if (mqBroker === undefined) return {};
  const given = ['1', '2'].map((instance) =>
    metricOf(
      'AWS/AmazonMQ',
      'QueueSize',
      { Broker: `${mqBroker}-${instance}`, Queue: 'ActiveMQ.DLQ' },
      'Maximum',
    ),
  );
  return {
    BridgeGaveUp: {
      meaning: 'Messages that the bridge could not settle wait in the queue ActiveMQ.DLQ',
      queries: computed('SUM(METRICS("m"))', given),
      threshold: 1,
    },
  };
}

function registryAlarms(deployment: Deployment): Record<string, Alarm> {
  const api = { ApiId: { Ref: 'ManagementApi' } };
  return {
    ManagementErrors: {
      meaning: 'The management API answers with 5xx',
      queries: alone(metricOf('AWS/ApiGateway', '5xx', api)),
      threshold: 5,
    },
    OutboxAge: {
      meaning: 'Notifications and audit records have waited for five minutes to be published',
      queries: alone(lambdaMetric(deployment, 'publisher', 'IteratorAge', 'Maximum')),
      threshold: 300_000,
      periods: 2,
    },
    ReconcilerErrors: {
      meaning: 'Tenants do not get their topics or mappings, run after run',
      queries: alone(lambdaMetric(deployment, 'reconciler', 'Errors')),
      threshold: 1,
      periods: 6,
    },
    ReconcilerSilent: {
      meaning: 'The reconciler has not run for a quarter of an hour',
      queries: computed('IF(FILL(m1, 0) >= 1, 0, 1)', [
        lambdaMetric(deployment, 'reconciler', 'Invocations'),
      ]),
      threshold: 1,
      periods: 3,
      missing: 'breaching',
    },
    ReconcilerFindings: {
      meaning: 'The reconciler found something that somebody should look at',
      queries: alone(ownMetric(deployment, 'tidegate.reconciler.findings', { finding: undefined })),
      threshold: 1,
    },
  };
}

function substrateAlarms(deployment: Deployment): Record<string, Alarm> {
  const { connectionBudget, mqBroker } = deployment;
  const ofAnyBroker = { 'Broker ID': undefined };
  const functions = [...FUNCTIONS, ...(mqBroker === undefined ? [] : ['bridge'])];
  const throttled = functions.map((name) => lambdaMetric(deployment, name, 'Throttles'));
  const events = TABLES.flatMap((table) =>
    ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) =>
      metricOf('AWS/DynamoDB', name, { TableName: { Ref: table } }),
    ),
  );
  return {
    FunctionsThrottled: {
      meaning: 'Lambda refuses invocations, because the concurrency is used up',
      queries: computed('SUM(METRICS("m"))', throttled),
      threshold: 1,
      periods: 2,
    },
    StoreUnavailable: {
      meaning: 'DynamoDB did not answer uploads in time, or refused to',
      queries: alone(refusals(deployment, 'REGISTRY_UNAVAILABLE')),
      threshold: 5,
    },
    StoreThrottled: {
      meaning: 'DynamoDB throttles a table',
      queries: computed('SUM(METRICS("m"))', events),
      threshold: 1,
      periods: 2,
    },
    BrokerConnections: {
      meaning: 'Four fifths of the connections that the brokers take are in use',
      queries: alone(clusterMetric(deployment, 'ConnectionCount', ofAnyBroker, 'SUM')),
      threshold: Math.floor(0.8 * connectionBudget),
      periods: 5,
    },
    BrokerConnectionRate: {
      meaning: 'A broker refuses connections, because more than it takes in a second were begun',
      queries: alone(clusterMetric(deployment, 'IAMTooManyConnections', ofAnyBroker, 'SUM')),
      threshold: 1,
      periods: 5,
    },
  };
}

function refusals(deployment: Deployment, code: string): Omit<Query, 'Id'> {
  const tags = { 'component-name': 'hono-http', code };
  return ownMetric(deployment, 'tidegate.upload.refusals', tags);
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
