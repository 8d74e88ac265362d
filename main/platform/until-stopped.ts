const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Resolves at the first signal that asks this process to end, or when `other` resolves. A second signal then ends it
 * at once, in case an orderly end hangs.
 */
export function untilStopped(other: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const signal of SIGNALS) process.removeListener(signal, stop);
      clearInterval(alive);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    // Waiting for a signal does not by itself keep a process running.
    const alive = setInterval(() => undefined, 2 ** 30);
    void other.then(stop);
  });
}
