/** Gives back what was taken; once, however often it is called. */
export type Release = () => void;

/** A bound on what runs at the same time, shared fairly by name. */
export type Turns = {
  /** Waits in line behind those of its name; names take turns. @throws the signal's reason when it is aborted first. */
  readonly take: (name: string, signal: AbortSignal) => Promise<Release>;
  readonly taken: () => number;
};

type Waiting = { readonly resolve: (release: Release) => void };

export function createTurns(maximum: number): Turns {
  /** In the order in which the names have their turn. */
  const lines = new Map<string, Waiting[]>();
  let taken = 0;

  function grant({ resolve }: Waiting): void {
    taken += 1;
    let isReleased = false;
    resolve(() => {
      if (isReleased) return;
      isReleased = true;
      taken -= 1;
      grantNext();
    });
  }

  function grantNext(): void {
    const [name, line] = lines.entries().next().value ?? [];
    const next = line?.shift();
    if (name === undefined || line === undefined || next === undefined) return;
    lines.delete(name);
    if (line.length > 0) lines.set(name, line);
    grant(next);
  }

  function leave(name: string, waiting: Waiting): void {
    const rest = (lines.get(name) ?? []).filter((each) => each !== waiting);
    if (rest.length > 0) lines.set(name, rest);
    else lines.delete(name);
  }

  return {
    taken: () => taken,
    take(name, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<Release>();
      const waiting = { resolve };
      if (signal.aborted) reject(signal.reason);
      else if (taken < maximum) grant(waiting);
      else {
        const onAbort = () => {
          leave(name, waiting);
          reject(signal.reason);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        lines.set(name, [...(lines.get(name) ?? []), waiting]);
      }
      return promise;
    },
  };
}
