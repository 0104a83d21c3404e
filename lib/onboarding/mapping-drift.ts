import type { MappingProperties } from './mapping-control.ts';

/** Lambda takes these when a mapping is made, and never again. */
const FIXED = new Set([
  'AmazonManagedKafkaEventSourceConfig',
  'EventSourceArn',
  'StartingPosition',
  'StartingPositionTimestamp',
  'Topics',
]);

/** What a property means that Lambda does not report. @see AWS Lambda, "CreateEventSourceMapping" */
const UNREPORTED: MappingProperties = {
  BatchSize: 100,
  BisectBatchOnFunctionError: false,
  FunctionResponseTypes: [],
  MaximumBatchingWindowInSeconds: 0,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
};

/** The settings that can be changed, for a mapping in which one of them differs. What nobody settles is left alone. */
export function driftOf(
  desired: MappingProperties,
  actual: MappingProperties,
): MappingProperties | undefined {
  const changeable = Object.entries(desired).filter(([name]) => !FIXED.has(name));
  const differs = changeable.some(([name, value]) => {
    return !covers(actual[name] ?? UNREPORTED[name], value);
  });
  return differs ? Object.fromEntries(changeable) : undefined;
}

/** Whether all that is desired is there; there may be more. Lists are equal, or they differ. */
function covers(actual: unknown, desired: unknown): boolean {
  if (typeof desired !== 'object' || desired === null) return actual === desired;
  if (typeof actual !== 'object' || actual === null) return false;
  if (Array.isArray(desired) !== Array.isArray(actual)) return false;
  if (Array.isArray(desired) && desired.length !== Object.keys(actual).length) return false;
  const members = new Map(Object.entries(actual));
  return Object.entries(desired).every(([name, value]) => covers(members.get(name), value));
}
