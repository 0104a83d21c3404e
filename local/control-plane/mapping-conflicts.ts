import { parseMappingSettings } from '../../event-source-mapping/index.ts';
import { RefusedCall } from './refused-call.ts';

type Properties = Readonly<Record<string, unknown>>;

/** @see AWS Lambda, "Apache Kafka event poller scaling modes", `PollerGroupName` */
const MOST_MAPPINGS = 100;
const MOST_POLLERS = 2000;
const DEFAULT_POLLERS = 200;

/** @throws {RefusedCall} another mapping has the consumer group. */
export function assertGroupIsFree(group: string, others: readonly Properties[]): void {
  const isTaken = others.some((other) => parseMappingSettings(other).ConsumerGroupId === group);
  if (!isTaken) return;
  throw new RefusedCall(
    'ResourceConflictException',
    409,
    `an event source mapping with the consumer group ${group} exists already`,
  );
}

/** @throws {RefusedCall} the poller group has as many mappings, or pollers, as it may. */
export function assertGroupHasRoom(properties: Properties, others: readonly Properties[]): void {
  const { group, pollers } = pollersOf(properties);
  if (group === undefined) return;
  const members = others.map(pollersOf).filter((other) => other.group === group);
  const inAll = members.reduce((sum, member) => sum + member.pollers, pollers);
  if (members.length < MOST_MAPPINGS && inAll <= MOST_POLLERS) return;
  throw new RefusedCall(
    'InvalidParameterValueException',
    400,
    `the poller group ${group} takes ${MOST_MAPPINGS} mappings and ${MOST_POLLERS} pollers`,
  );
}

function pollersOf(properties: Properties): { group: string | undefined; pollers: number } {
  const { ProvisionedPollerConfig: config } = parseMappingSettings(properties);
  return { group: config?.PollerGroupName, pollers: config?.MaximumPollers ?? DEFAULT_POLLERS };
}
