import { InvalidSetting } from '../members.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/msk-esm-parameters.html */
const CREATE_ONLY = new Set([
  'AmazonManagedKafkaEventSourceConfig',
  'ConsumerGroupId',
  'EventSourceArn',
  'SelfManagedEventSource',
  'SelfManagedKafkaEventSourceConfig',
  'StartingPosition',
  'StartingPositionTimestamp',
  'Topics',
]);

/**
 * A request as it is after an update. A member that is absent or null stays as it is, so that a window, once given, cannot
 * be taken back to the default; an empty object takes a destination or filters away.
 *
 * @throws {InvalidSetting} for what can be set on create only.
 */
export function withChanges(request: object, changes: object): object {
  const given = Object.entries(changes).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  const fixed = given.find(([name]) => CREATE_ONLY.has(name));
  if (fixed !== undefined) throw new InvalidSetting(fixed[0], 'can be set on create only');
  return { ...request, ...Object.fromEntries(given) };
}
