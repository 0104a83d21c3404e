import { at, propertiesOf, textOf } from '../event-source-mapping/serverless/reader.ts';
import { ServiceError } from '../event-source-mapping/serverless/read-service.ts';

/** What `serverless.yml` says of every tenant's event source mapping, as far as it concerns the poller. */
export type MappingModel = {
  /** The key in `serverless.yml` of the function that takes the batches. */
  readonly functionName: string;
  readonly topics: TenantTopics;
  /** For `CreateEventSourceMapping`, without topic and consumer group. */
  readonly properties: object;
};

export type TenantTopics = {
  /** @returns undefined for a topic that no tenant can have. */
  readonly tenantOf: (topic: string) => string | undefined;
};

const TENANT = '{tenant}';

/** The identifiers that the registry allows: Kafka's alphabet, and room for the longest prefix of a topic. */
const TENANT_ID = '([A-Za-z0-9._-]{1,232})';

/** Metrics of each tenant under the names that a mapping has them in CloudWatch. */
const MetricsConfig = { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] };

/** @throws {ServiceError} naming the key that is not as expected */
export function mappingModel(configuration: unknown): MappingModel {
  const model = at(configuration, 'custom', 'eventSourceMapping');
  const properties = propertiesOf(at(model, 'properties'));
  if (properties['DestinationConfig'] !== undefined) {
    throw new ServiceError('the poller has no failure destinations: leave DestinationConfig out');
  }
  return {
    functionName: textAt(model, 'function'),
    topics: tenantTopics(textAt(model, 'topic')),
    properties: { ...properties, MetricsConfig },
  };
}

/** @param pattern with `{tenant}` in it, once; the whole name of a topic must match. */
export function tenantTopics(pattern: string): TenantTopics {
  const parts = pattern.split(TENANT);
  if (parts.length !== 2) {
    throw new ServiceError(`custom.eventSourceMapping.topic must hold ${TENANT} once`);
  }
  const expression = new RegExp(`^${parts.map(literal).join(TENANT_ID)}$`);
  return { tenantOf: (topic) => expression.exec(topic)?.[1] };
}

function literal(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`);
}

function textAt(model: unknown, name: string): string {
  const text = textOf(at(model, name));
  if (text !== undefined) return text;
  throw new ServiceError(`custom.eventSourceMapping.${name} must be a text`);
}
