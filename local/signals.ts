const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** As a shell reports a process that Ctrl-C has ended. */
const INTERRUPTED = 130;

export type Signals = {
  /** Settles at the first Ctrl-C or SIGTERM that comes once `orderly` was called. */
  readonly stop: Promise<void>;
  /** From now on a signal asks for an orderly end, and a second one does not wait for it. */
  readonly orderly: () => void;
};

/** Until there is something to end in order, a signal ends this process, and with it the servers it has on a leash. */
export function listenForSignals(): Signals {
  const { promise: stop, resolve } = Promise.withResolvers<void>();
  let isOrderly = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!isOrderly) process.exit(INTERRUPTED);
      isOrderly = false;
      resolve();
    });
  }
  return {
    stop,
    orderly: () => {
      isOrderly = true;
    },
  };
}
