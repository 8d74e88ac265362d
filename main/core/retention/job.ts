import type { CoreContext } from '../core-context.ts';
import { applyRetention } from './retention.ts';

const HOUR_MS = 60 * 60 * 1000;

/** The rules are applied by themselves: at the start and every hour while the workspace is unlocked. */
export interface RetentionJob {
  /** Ends after the batch under way, and resolves then. */
  stop(): Promise<void>;
}

/** Starts the job. A run that fails is told to `problem` and tried again an hour later; nothing is lost by that. */
export function startRetention({ workspace, now, emit, problem }: CoreContext, everyMs = HOUR_MS): RetentionJob {
  const ending = new AbortController();
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    try {
      const options = { actor: 'quintet', now, signal: ending.signal, quietWhenIdle: true };
      const { erased } = await applyRetention(workspace, options);
      if (erased > 0) {
        emit({ type: 'queue.changed' });
        emit({ type: 'log.changed' });
      }
    } catch (error) {
      if (!ending.signal.aborted) problem('retention', error);
    }
  };
  const start = (): void => {
    running ??= run().finally(() => {
      running = null;
    });
  };
  const timer = setInterval(start, everyMs);
  timer.unref();
  start();
  return {
    stop: async () => {
      ending.abort();
      clearInterval(timer);
      await running;
    },
  };
}
