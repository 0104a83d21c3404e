import type { Deployment, DeployedModel } from '../../cli/doctor/deployment.ts';
import { reader } from '../../local/service-model/reader.ts';
import type { MappingModel } from '../../local/service-model/model.ts';

type Changes = {
  /** Of one function each. */
  readonly functions?: Readonly<Record<string, Partial<DeployedModel>>>;
  /** Of the mapping. */
  readonly properties?: MappingModel['properties'];
  readonly resources?: Readonly<Record<string, unknown>>;
};

const TABLES = { REGISTRY_TABLE: 'registry', STATE_TABLE: 'state' };
const BROKERS = {
  KAFKA_BROKERS: 'b-1.events.abc.c2.kafka.eu-west-1.amazonaws.com:9098',
  KAFKA_SECURITY: 'iam',
};

const mapping = {
  functionName: 'consumer',
  topic: 'hono.event.{tenant}',
  consumerGroup: 'tidegate.{tenant}',
  properties: {
    BatchSize: 100,
    StartingPosition: 'TRIM_HORIZON',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: -1,
    BisectBatchOnFunctionError: false,
    ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 20, PollerGroupName: 'tidegate' },
  },
};

const environments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ingest: { ...BROKERS, ...TABLES },
  registry: { ...TABLES, TIDEGATE_ADMIN: 'admin:secret-of-the-test' },
  consumer: { ...BROKERS, ...TABLES, PARTIAL_BATCH_FAILURES: 'true' },
  publisher: { ...BROKERS, ...TABLES },
  reconciler: {
    ...BROKERS,
    ...TABLES,
    MSK_CLUSTER_ARN: 'arn:aws:kafka:eu-west-1:111122223333:cluster/events/1',
    CONSUMER_FUNCTION: 'tidegate-dev-consumer',
    EVENT_SOURCE_MAPPING: JSON.stringify(mapping),
  },
  tenants: TABLES,
};

/** A deployment that has nothing wrong with it, but for the changes. */
export function deployment({
  functions = {},
  properties,
  resources = {},
}: Changes = {}): Deployment {
  const models = new Map(
    Object.keys(environments).map((name) => [name, model(name, functions[name] ?? {})]),
  );
  return {
    environment: {},
    functions: models,
    resources: new Map(Object.entries(resources).map(([id, one]) => [id, reader(one, id)])),
    service: {
      region: 'eu-west-1',
      functions: models,
      routes: [
        { routeKey: '$default', functionName: 'ingest' },
        { routeKey: 'ANY /v1/{proxy+}', functionName: 'registry' },
      ],
      tables: [],
      streams: [],
      schedules: [],
      mapping: { ...mapping, properties: { ...mapping.properties, ...properties } },
      mappings: [],
    },
  };
}

function model(name: string, changes: Partial<DeployedModel>): DeployedModel {
  return {
    name,
    deployedName: `tidegate-dev-${name}`,
    handler: `functions/${name}.handler`,
    timeoutSeconds: 10,
    memoryMb: 512,
    isInVpc: true,
    reservedConcurrency: undefined,
    reachesKafka: 'KAFKA_BROKERS' in (environments[name] ?? {}),
    role: `${name}Role`,
    ...changes,
    environment: { ...environments[name], ...changes.environment },
  };
}
