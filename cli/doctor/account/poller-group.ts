import { isJsonObject } from '../../../lib/domain/json.ts';
import type { MappingProperties } from '../../../lib/onboarding/mapping-control.ts';

/** The settings without the group's name, which differs from mapping to mapping. */
export function withoutGroup(properties: MappingProperties): MappingProperties {
  const { ProvisionedPollerConfig: config, ...rest } = properties;
  if (!isJsonObject(config)) return properties;
  const { PollerGroupName: _group, ...pollers } = config;
  return { ...rest, ProvisionedPollerConfig: pollers };
}
