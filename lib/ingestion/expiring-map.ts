/** What is true until a moment; the oldest gives way when there is too much. */
export type ExpiringMap<Value> = {
  readonly get: (key: string) => Value | undefined;
  /** @param expiresAtMs milliseconds since the Unix epoch, from when on the value does not count */
  readonly set: (key: string, value: Value, expiresAtMs: number) => void;
};

export function expiringMap<Value extends {}>(
  maxEntries: number,
  now: () => number,
): ExpiringMap<Value> {
  const entries = new Map<string, { readonly value: Value; readonly expiresAtMs: number }>();
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (now() < entry.expiresAtMs) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set: (key, value, expiresAtMs) => {
      entries.delete(key);
      entries.set(key, { value, expiresAtMs });
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break;
        entries.delete(oldest);
      }
    },
  };
}
