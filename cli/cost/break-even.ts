/** USD a month by something that is counted: events, or tenants. */
export type Curve = (count: number) => number;

export type Range = { readonly from: number; readonly to: number };

/** Points looked at are so far apart; a dent that is narrower is overlooked. */
const STEP = 1.05;

/**
 * The smallest count of the range at which the other curve is the cheaper one, in comparison with the range's beginning.
 * Curves have steps, so they may cross again behind it.
 *
 * @returns undefined when the same one is cheaper everywhere
 */
export function breakEven(one: Curve, other: Curve, { from, to }: Range): number | undefined {
  const isCheaper = (count: number) => one(count) <= other(count);
  const atFirst = isCheaper(from);
  let before = from;
  while (before < to) {
    const next = Math.min(to, Math.max(before + 1, Math.floor(before * STEP)));
    if (isCheaper(next) !== atFirst) return firstChange(isCheaper, before, next);
    before = next;
  }
  return undefined;
}

/** @param before has the one answer, `after` the other */
function firstChange(isCheaper: (count: number) => boolean, before: number, after: number): number {
  const atFirst = isCheaper(before);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isCheaper(middle) === atFirst) low = middle;
    else high = middle;
  }
  return high;
}
