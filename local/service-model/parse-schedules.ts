import type { ScheduleModel } from './model.ts';
import { isProperties, type Reader } from './reader.ts';

const UNITS_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const RATE = /^rate\((?<count>[1-9]\d*) (?<unit>minute|hour|day)s?\)$/;

/** The `schedule` events of the functions, as far as they are rates. */
export function parseSchedules(functions: readonly (readonly [string, Reader])[]): ScheduleModel[] {
  return functions.flatMap(([functionName, value]) => {
    if (value.at('events').value === undefined) return [];
    return value
      .at('events')
      .list()
      .map((event) => event.at('schedule'))
      .filter((schedule) => schedule.value !== undefined)
      .map((schedule) => ({ functionName, everyMs: parseRate(expressionOf(schedule)) }));
  });
}

/** `rate(5 minutes)`, or an object in which it is the rate. */
function expressionOf(schedule: Reader): Reader {
  if (!isProperties(schedule.value)) return schedule;
  const rate = schedule.at('rate');
  return Array.isArray(rate.value) ? (rate.list()[0] ?? rate) : rate;
}

function parseRate(expression: Reader): number {
  const { count, unit } = RATE.exec(expression.text())?.groups ?? {};
  if (unit === 'minute' || unit === 'hour' || unit === 'day') return Number(count) * UNITS_MS[unit];
  return expression.fail('a rate such as rate(5 minutes)');
}
