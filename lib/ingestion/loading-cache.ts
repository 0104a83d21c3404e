export type CacheLimits = {
  /** Milliseconds that an answer is believed; a change in the registry counts after that at the latest. */
  readonly maxAgeMs: number;
  /** Answers of each kind. */
  readonly maxEntries: number;
};

type Entry<Value> = { readonly value: Value; readonly expiresAtMs: number };

/**
 * Loads each key once at a time, whoever asks. A failed load is not remembered.
 *
 * @param isWorthKeeping what does not exist yet may exist in a moment
 */
export function loadingCache<Argument, Value>(
  { maxAgeMs, maxEntries }: CacheLimits,
  now: () => number,
  load: (argument: Argument) => Promise<Value>,
  isWorthKeeping: (value: Value) => boolean,
): (key: string, argument: Argument) => Promise<Value> {
  const entries = new Map<string, Entry<Value>>();
  const loading = new Map<string, Promise<Value>>();

  async function loadOnce(key: string, argument: Argument): Promise<Value> {
    const askedAtMs = now();
    try {
      const value = await load(argument);
      if (isWorthKeeping(value)) keep(key, { value, expiresAtMs: askedAtMs + maxAgeMs });
      return value;
    } finally {
      loading.delete(key);
    }
  }

  function keep(key: string, entry: Entry<Value>): void {
    entries.delete(key);
    entries.set(key, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break;
      entries.delete(oldest);
    }
  }

  return (key, argument) => {
    const entry = entries.get(key);
    if (entry && now() < entry.expiresAtMs) return Promise.resolve(entry.value);
    const running = loading.get(key);
    if (running) return running;
    const started = loadOnce(key, argument);
    loading.set(key, started);
    return started;
  };
}
