const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal and npm both pass one Ctrl-C on: what comes within this time is the same request. */
const SAME_REQUEST_MS = 1_000;

/**
 * Resolves at the first signal that asks this process to end, or when `other` resolves. A signal that comes a good
 * while later ends the process at once, in case an orderly end hangs.
 */
export function untilStopped(other: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    // Waiting for a signal does not by itself keep a process running.
    const alive = setInterval(() => undefined, 2 ** 30);
    const stop = (): void => {
      clearInterval(alive);
      resolve();
      const giveUp = setTimeout(() => {
        for (const signal of SIGNALS) process.removeListener(signal, stop);
      }, SAME_REQUEST_MS);
      giveUp.unref();
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    void other.then(stop);
  });
}
