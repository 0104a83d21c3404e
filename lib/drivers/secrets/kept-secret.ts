/** A secret that is read once, and again when it is refused. */
export type KeptSecret<Value> = {
  readonly current: () => Promise<Value>;
  /**
   * For whoever was refused with a value.
   *
   * @returns another one; undefined when there is none, or when somebody has looked a moment ago.
   */
  readonly insteadOf: (refused: Value) => Promise<Value | undefined>;
};

/** Milliseconds between two looks because of a refusal: while brokers refuse everybody, each refusal would ask again. */
const LOOK_EVERY_MS = 10_000;

/** @param isSame whether two values are one secret */
export function keptSecret<Value>(
  read: () => Promise<Value>,
  isSame: (one: Value, other: Value) => boolean,
  now: () => number = Date.now,
): KeptSecret<Value> {
  let kept: Promise<Value> | undefined;
  let lookedAtMs = -Infinity;

  function readAnew(): Promise<Value> {
    const reading = read();
    kept = reading;
    // A failure is not kept: whoever asks next reads again.
    reading.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading;
  }

  /** Who has read it for the first time a moment ago may still have been too early. */
  function mayLook(): boolean {
    if (now() - lookedAtMs < LOOK_EVERY_MS) return false;
    lookedAtMs = now();
    return true;
  }

  const current = () => kept ?? readAnew();

  return {
    current,
    insteadOf: async (refused) => {
      const present = await current();
      if (!isSame(present, refused)) return present;
      const fresh = await (mayLook() ? readAnew() : current());
      return isSame(fresh, refused) ? undefined : fresh;
    },
  };
}
