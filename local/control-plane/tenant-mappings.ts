import { consumerGroupOf, tenantOf, topicOf } from '../../deploy/mapping-names.ts';
import { InvalidSetting, parseMappingSettings } from '../../event-source-mapping/index.ts';
import type { MappingModel, TemplateMapping } from '../service-model/model.ts';
import { StartFailure } from '../start-failure.ts';

/** Stands where the template has the ARN of an MSK cluster. */
const CLUSTER_ARN =
  'arn:aws:kafka:eu-west-1:000000000000:cluster/local/00000000-0000-0000-0000-000000000000-1';

/**
 * Whether any tenant could have a mapping with these settings.
 *
 * @throws {StartFailure} naming the setting that Lambda would refuse.
 */
export function checkSettings(model: MappingModel): void {
  try {
    parseMappingSettings(tenantMapping(model, topicOf(model, 'tenant'))?.properties);
  } catch (cause) {
    if (!(cause instanceof InvalidSetting)) throw cause;
    throw new StartFailure(
      `The settings of the event source mapping are refused: ${cause.message}.`,
      {
        cause,
      },
    );
  }
}

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
