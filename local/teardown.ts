/** What has been started, to be stopped in the opposite order. */
export type Teardown = {
  readonly defer: (stop: () => Promise<void>) => void;
  /** Stops everything, and tells only then what could not be stopped. Later calls do nothing. */
  readonly run: () => Promise<void>;
};

export function createTeardown(): Teardown {
  const stops: (() => Promise<void>)[] = [];
  return {
    defer: (stop) => void stops.push(stop),
    run: async () => {
      const failures: unknown[] = [];
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
        await stop().catch((failure: unknown) => failures.push(failure));
      }
      if (failures.length > 0)
        throw new AggregateError(failures, 'not everything could be stopped');
    },
  };
}
