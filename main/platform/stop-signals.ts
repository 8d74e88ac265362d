const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal and npm both pass one Ctrl-C on: what comes within this time is the same request. */
const SAME_REQUEST_MS = 1_000;

export interface StopSignals {
  /** Resolves at the first signal that asks this process to end. */
  readonly stopped: Promise<void>;
  /** Gives the signals back to the runtime. */
  dispose(): void;
}

/**
 * Takes over the signals that ask this process to end, so that it can end in order. One that comes a good while after
 * the first ends the process at once, in case the orderly end hangs.
 */
export function watchStopSignals(): StopSignals {
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
  const dispose = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, stop);
  };
  const stop = (): void => {
    resolve(undefined);
    setTimeout(dispose, SAME_REQUEST_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return { stopped, dispose };
}
