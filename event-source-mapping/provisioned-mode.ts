import { MAXIMUM_POLLERS, MINIMUM_POLLERS, POLLER_GROUP } from './limits.ts';
import { type Members, InvalidSetting, withoutAbsent } from './members.ts';

export type ProvisionedPollerConfig = {
  readonly MinimumPollers?: number;
  readonly MaximumPollers?: number;
  readonly PollerGroupName?: string;
};

/** What Lambda offers in provisioned mode only. @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html */
const PROVISIONED_ONLY = [
  'BisectBatchOnFunctionError',
  'FunctionResponseTypes',
  'LoggingConfig',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
] as const;

/** @throws {InvalidSetting} */
export function readProvisionedPollers(given: Members): ProvisionedPollerConfig | undefined {
  const config = given.within('ProvisionedPollerConfig');
  if (config === undefined) return undefined;
  const pollers = {
    MinimumPollers: config.integer('MinimumPollers', MINIMUM_POLLERS),
    MaximumPollers: config.integer('MaximumPollers', MAXIMUM_POLLERS),
    PollerGroupName: pollerGroupName(config),
  };
  config.refuseOthers([], {});
  const { MinimumPollers, MaximumPollers } = pollers;
  if ((MinimumPollers ?? 1) > (MaximumPollers ?? Infinity)) {
    throw new InvalidSetting(
      'ProvisionedPollerConfig.MinimumPollers',
      `must not exceed MaximumPollers, ${MaximumPollers}`,
    );
  }
  return withoutAbsent(pollers);
}

/** @throws {InvalidSetting} for what a mapping without pollers of its own does not have. */
export function refuseWithoutPollers(given: Members): void {
  if (given.has('ProvisionedPollerConfig')) return;
  const needing = PROVISIONED_ONLY.find((name) => given.has(name));
  if (needing !== undefined) throw new InvalidSetting(needing, 'needs ProvisionedPollerConfig');
}

function pollerGroupName(config: Members): string | undefined {
  const name = config.text('PollerGroupName');
  if (name === undefined) return undefined;
  if (!POLLER_GROUP.name.test(name) || name.length > POLLER_GROUP.maximumNameLength) {
    throw new InvalidSetting(
      'ProvisionedPollerConfig.PollerGroupName',
      `must match ${POLLER_GROUP.name.source}, at most ${POLLER_GROUP.maximumNameLength} characters`,
    );
  }
  return name;
}
