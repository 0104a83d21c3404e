/** Whether there is time for one more piece of work. */
export type HasTime = () => boolean;

/**
 * Does pieces of work side by side up to a bound, each to its end. It begins at a random one: what takes long, or fails, at
 * the beginning of a list must not keep the end of it from ever being reached.
 *
 * @returns how many were not begun, because the time was over.
 */
export async function workOff<Piece>(
  pieces: readonly Piece[],
  work: (piece: Piece) => Promise<void>,
  { hasTime, atOnce, random }: { hasTime: HasTime; atOnce: number; random: () => number },
): Promise<number> {
  const first = Math.floor(random() * pieces.length);
  const queue = [...pieces.slice(first), ...pieces.slice(0, first)];
  const next = async (): Promise<void> => {
    while (hasTime()) {
      const piece = queue.shift();
      if (piece === undefined) return;
      await work(piece);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return queue.length;
}
