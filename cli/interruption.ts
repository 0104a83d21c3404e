const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** As a shell reports a process that Ctrl-C has ended. */
const INTERRUPTED = 130;
/** One Ctrl-C arrives several times: from the terminal, and from every process that passes it on. */
const ECHO_MS = 1000;

/** Aborted by the first Ctrl-C or SIGTERM; another one, a second later, does not wait for the orderly end. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let firstAtMs: number | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      firstAtMs ??= Date.now();
      if (Date.now() - firstAtMs > ECHO_MS) process.exit(INTERRUPTED);
      controller.abort();
    });
  }
  return controller.signal;
}
