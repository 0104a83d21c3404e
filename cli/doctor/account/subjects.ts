const SHOWN = 3;

/** Several names in one finding: the first few, and how many more there are. */
export function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(', ');
  const more = names.length - SHOWN;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
