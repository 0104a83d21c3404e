import { InvalidSetting, parseMappingSettings } from '../../event-source-mapping/index.ts';
import type { MappingModel } from '../service-model/model.ts';
import { StartFailure } from '../start-failure.ts';

/**
 * Whether any tenant could have a mapping with these settings.
 *
 * @throws {StartFailure} naming the setting that Lambda would refuse.
 */
export function checkMapping({ topic, consumerGroup, properties }: MappingModel): void {
  const group = { ConsumerGroupId: consumerGroup.replace('{tenant}', 'tenant') };
  try {
    parseMappingSettings({
      ...properties,
      Topics: [topic.replace('{tenant}', 'tenant')],
      AmazonManagedKafkaEventSourceConfig: group,
    });
  } catch (cause) {
    if (!(cause instanceof InvalidSetting)) throw cause;
    throw new StartFailure(
      `The settings of the event source mapping are refused: ${cause.message}.`,
      { cause },
    );
  }
}
