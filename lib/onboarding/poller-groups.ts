import { isJsonObject } from '../domain/json.ts';
import type { MappingProperties } from './mapping-control.ts';

/** @see AWS Lambda, "Apache Kafka event poller scaling modes", `PollerGroupName` */
const MOST_MAPPINGS = 100;
const MOST_POLLERS = 2000;
/** Of a mapping that does not say. */
const DEFAULT_POLLERS = 200;

/** Gives mappings places in poller groups, which share what they cost. */
export type PollerGroups = {
  /**
   * Takes a place for a mapping that is new to the groups.
   *
   * @returns its properties with the group's name; unchanged where there are no groups.
   */
  readonly place: (properties: MappingProperties) => MappingProperties;
};

type Pollers = { readonly group?: string | undefined; readonly maximum: number };

/**
 * @param base the groups are called `{base}-1`, `{base}-2`, …; undefined means that mappings have no group
 * @param existing properties of all mappings there are: what is in a group counts until it is gone
 */
export function pollerGroups(
  base: string | undefined,
  existing: readonly MappingProperties[],
): PollerGroups {
  const groups = new Map<string, { mappings: number; pollers: number }>();
  const take = (name: string, pollers: number) => {
    const group = groups.get(name) ?? { mappings: 0, pollers: 0 };
    groups.set(name, { mappings: group.mappings + 1, pollers: group.pollers + pollers });
  };
  const hasRoom = (name: string, pollers: number) => {
    const group = groups.get(name) ?? { mappings: 0, pollers: 0 };
    return group.mappings < MOST_MAPPINGS && group.pollers + pollers <= MOST_POLLERS;
  };
  for (const { group, maximum } of existing.map(pollersOf)) {
    if (group !== undefined) take(group, maximum);
  }
  // Groups fill from the first: nobody leaves one while this runs.
  let number = 1;
  return {
    place: (properties) => {
      if (base === undefined) return properties;
      const { maximum } = pollersOf(properties);
      while (!hasRoom(`${base}-${number}`, maximum)) number += 1;
      take(`${base}-${number}`, maximum);
      return withPollerGroup(properties, `${base}-${number}`);
    },
  };
}

/** @returns the group that the settings name, or undefined for settings without one. */
export function pollerGroupOf(properties: MappingProperties): string | undefined {
  return pollersOf(properties).group;
}

export function withPollerGroup(properties: MappingProperties, name: string): MappingProperties {
  const config = properties['ProvisionedPollerConfig'];
  return {
    ...properties,
    ProvisionedPollerConfig: { ...(isJsonObject(config) && config), PollerGroupName: name },
  };
}

function pollersOf(properties: MappingProperties): Pollers {
  const config = properties['ProvisionedPollerConfig'];
  if (!isJsonObject(config)) return { maximum: DEFAULT_POLLERS };
  const { PollerGroupName: group, MaximumPollers: maximum } = config;
  return {
    group: typeof group === 'string' && group !== '' ? group : undefined,
    maximum: typeof maximum === 'number' ? maximum : DEFAULT_POLLERS,
  };
}
