import { consumerGroupOf, tenantOf, topicOf } from '../../deploy/mapping-names.ts';
import type { MappingModel, TemplateMapping } from '../service-model/model.ts';

/** Stands where the template has the ARN of an MSK cluster. */
const CLUSTER_ARN =
  'arn:aws:kafka:eu-west-1:000000000000:cluster/local/00000000-0000-0000-0000-000000000000-1';

/** The mapping of the tenant whose events a topic holds. @returns undefined for any other topic. */
export function tenantMapping(model: MappingModel, topic: string): TemplateMapping | undefined {
  const tenant = tenantOf(model, topic);
  if (tenant === undefined) return undefined;
  return {
    functionName: model.functionName,
    properties: {
      ...model.properties,
      EventSourceArn: CLUSTER_ARN,
      Topics: [topicOf(model, tenant)],
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: consumerGroupOf(model, tenant) },
    },
  };
}
