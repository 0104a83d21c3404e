/** The value below which a share of the samples lies, by the nearest rank; NaN of nothing. */
export function percentile(samples: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(share * samples.length));
  return samples.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** The median of the rounds' ratios: one disturbed round does not decide. */
export function ratioByRounds(
  numerators: readonly number[],
  denominators: readonly number[],
): number {
  const ratios = numerators.map((value, round) => value / (denominators[round] ?? Number.NaN));
  return median(ratios);
}

/**
 * Measures two or more sides in turns, A B A B, after one round that does not count, so that noise and warming up
 * befall all alike.
 *
 * @returns the rounds of each side, in order
 */
export async function alternate<Side extends string, T>(
  rounds: number,
  sides: Readonly<Record<Side, () => Promise<T>>>,
): Promise<Record<Side, T[]>> {
  const names = Object.keys(sides) as Side[];
  const measured = Object.fromEntries(names.map((side) => [side, [] as T[]])) as Record<Side, T[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const side of names) {
      const result = await sides[side]();
      if (round > 0) measured[side].push(result);
    }
  }
  return measured;
}
