import { INVOCATIONS_PER_POLLER, MAXIMUM_POLLERS, MINIMUM_POLLERS } from './limits.ts';
import type { ProvisionedPollerConfig } from './provisioned-mode.ts';

/** How many batches of a mapping may be with the function at the same time. */
export type Pollers = {
  /** @param partitions assigned to the mapping; a poller without one has nothing to do. */
  readonly maximumInvocations: (partitions: number) => number;
  /** Pollers that are needed for so many invocations, within the bounds; undefined in on-demand mode, where nobody is told. */
  readonly active: (invocations: number, partitions: number) => number | undefined;
};

/**
 * In on-demand mode, Lambda has up to one poller for each partition.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html
 */
export function toPollers(config: ProvisionedPollerConfig | undefined): Pollers {
  const minimum = config?.MinimumPollers ?? MINIMUM_POLLERS.default;
  const maximum = config === undefined ? Infinity : maximumOf(config);
  const atMost = (partitions: number) => Math.min(maximum, partitions);
  return {
    maximumInvocations: (partitions) => atMost(partitions) * INVOCATIONS_PER_POLLER,
    active(invocations, partitions) {
      if (config === undefined) return undefined;
      const needed = Math.ceil(invocations / INVOCATIONS_PER_POLLER);
      return Math.min(Math.max(needed, minimum), atMost(partitions));
    },
  };
}

/** As many as the group of the mapping has to provide for it. */
export function maximumOf({
  MinimumPollers = MINIMUM_POLLERS.default,
  MaximumPollers = Math.max(MinimumPollers, MAXIMUM_POLLERS.default),
}: ProvisionedPollerConfig): number {
  return MaximumPollers;
}
