/** `T`, an offset, and seconds that may be left out: what `HonoTimestamp` accepts of ISO 8601. */
const PATTERN =
  /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}(?::\d{2})?)$/i;

/**
 * An instant in the one form in which the registry keeps and shows it: UTC, whole seconds.
 *
 * @returns undefined for text that is no instant, a day that does not exist included.
 */
export function normaliseTimestamp(text: string): string | undefined {
  const [matched, day, minute, second = '00', offset] = PATTERN.exec(text) ?? [];
  if (!matched || !day || !minute || !offset || !isCalendarDay(day)) return undefined;
  const instant = new Date(`${day}T${minute}:${second}${toOffset(offset)}`);
  return Number.isNaN(instant.getTime()) ? undefined : toTimestamp(instant.getTime());
}

/** @param instantMs milliseconds since the Unix epoch; what is below a second is cut off. */
export function toTimestamp(instantMs: number): string {
  return `${new Date(instantMs).toISOString().slice(0, -'.000Z'.length)}Z`;
}

/** `Date` takes 30 February for 1 March. */
function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function toOffset(offset: string): string {
  if (offset.toUpperCase() === 'Z') return 'Z';
  return offset.includes(':') ? offset : `${offset}:00`;
}
