import { expiringMap } from './expiring-map.ts';

export type CacheLimits = {
  /** Milliseconds that an answer is believed; a change in the registry counts after that at the latest. */
  readonly maxAgeMs: number;
  /** Answers of each kind. */
  readonly maxEntries: number;
};

/** How long an answer is believed: its full age; {@link BRIEF_MS} at most, because it may soon be another; not at all. */
export type Belief = 'long' | 'briefly' | 'never';

export const BRIEF_MS = 1000;

/**
 * Loads each key once at a time, whoever asks. A failed load is not remembered. What is believed briefly is kept apart:
 * however much of it there is, it takes no place of the rest.
 */
export function loadingCache<Argument, Value>(
  { maxAgeMs, maxEntries }: CacheLimits,
  now: () => number,
  load: (argument: Argument) => Promise<Value>,
  beliefIn: (value: Value) => Belief,
): (key: string, argument: Argument) => Promise<Value> {
  type Answer = { readonly value: Value };
  const lasting = expiringMap<Answer>(maxEntries, now);
  const brief = expiringMap<Answer>(maxEntries, now);
  const loading = new Map<string, Promise<Value>>();

  async function loadOnce(key: string, argument: Argument): Promise<Value> {
    const askedAtMs = now();
    try {
      const value = await load(argument);
      keep(key, value, askedAtMs);
      return value;
    } finally {
      loading.delete(key);
    }
  }

  function keep(key: string, value: Value, askedAtMs: number): void {
    const belief = beliefIn(value);
    if (belief === 'long') lasting.set(key, { value }, askedAtMs + maxAgeMs);
    if (belief === 'briefly') brief.set(key, { value }, askedAtMs + Math.min(BRIEF_MS, maxAgeMs));
  }

  return (key, argument) => {
    const answer = lasting.get(key) ?? brief.get(key);
    if (answer) return Promise.resolve(answer.value);
    const running = loading.get(key);
    if (running) return running;
    const started = loadOnce(key, argument);
    loading.set(key, started);
    return started;
  };
}
