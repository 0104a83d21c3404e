/**
 * Looks up what was written a moment ago. Look-ups of one key are shared, so the first may have begun before the write; one
 * that begins when it has ended has not.
 */
export async function findWritten<Found>(
  find: () => Promise<Found>,
  isThere: (found: Found) => boolean,
): Promise<Found> {
  const found = await find();
  return isThere(found) ? found : find();
}
