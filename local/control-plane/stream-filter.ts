import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import { toMatcher } from '../../event-source-mapping/filter/pattern.ts';

/**
 * Whether a change is handed over: one of the patterns has to match it, or there are none.
 *
 * @throws {TypeError} saying where in a pattern it goes wrong
 * @see AWS Lambda, "Control which events Lambda sends to your function", "DynamoDB"
 */
export function toStreamFilter(patterns: readonly unknown[]): (record: StreamRecord) => boolean {
  const matchers = patterns.map((pattern, index) => toMatcher(pattern, `filterPatterns[${index}]`));
  return (record) => matchers.length === 0 || matchers.some((matches) => matches(record));
}
