import { toStreamFilter } from '../control-plane/stream-filter.ts';
import type { LocalNames } from './intrinsics.ts';
import type { StreamModel } from './model.ts';
import type { Reader } from './reader.ts';

/** Lambda's own default. */
const DEFAULT_BATCH_SIZE = 100;

/**
 * The `stream` events of the functions. Schedules are left out on purpose: on one machine nothing runs long enough for what
 * `publisher` does by one.
 */
export function parseStreams(
  functions: readonly (readonly [string, Reader])[],
  names: LocalNames,
): StreamModel[] {
  return functions.flatMap(([functionName, value]) => {
    if (value.at('events').value === undefined) return [];
    return value
      .at('events')
      .list()
      .map((event) => event.at('stream'))
      .filter((stream) => stream.value !== undefined)
      .map((stream) => ({
        functionName,
        tableName: tableOf(stream.at('arn'), names),
        batchSize: stream.at('batchSize').number(DEFAULT_BATCH_SIZE),
        filterPatterns: patternsOf(stream.at('filterPatterns')),
      }));
  });
}

function patternsOf(patterns: Reader): readonly unknown[] {
  if (patterns.value === undefined) return [];
  const values = patterns.list().map(({ value }) => value);
  try {
    toStreamFilter(values);
    return values;
  } catch (cause) {
    return patterns.fail(`filter patterns: ${cause instanceof Error ? cause.message : ''}`);
  }
}

/** The table behind `!GetAtt {logicalId}.StreamArn`. */
function tableOf(arn: Reader, { tables }: LocalNames): string {
  const attribute = arn.at('Fn::GetAtt').value;
  const [logicalId, name] = Array.isArray(attribute) ? attribute : String(attribute).split('.');
  const table = name === 'StreamArn' ? tables.get(String(logicalId)) : undefined;
  return table ?? arn.fail('the StreamArn of a table that the template declares');
}
