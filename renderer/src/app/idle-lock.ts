/** How often the time is looked at. */
export const TICK_MS = 1_000;
/** Least time between two reports to the core that somebody is there. */
export const REPORT_MS = 30_000;
/** The window says that it is about to lock this long before it does. */
export const WARNING_MS = 30_000;
/**
 * A pause between two looks at the time that no running machine makes: it slept. A hidden page is only woken once a
 * minute, so the bound lies above that.
 */
export const SLEEP_MS = 90_000;

export interface IdleLockOptions {
  /** Time without input after which the window locks, milliseconds. */
  readonly idleMs: number;
  /** Tells the core that somebody is there. */
  readonly report: () => void;
  /** Milliseconds left before the window locks; null while there is nothing to warn of. */
  readonly warn: (leftMs: number | null) => void;
  readonly lock: (cause: 'idle' | 'suspend') => void;
}

/**
 * Locks a window nobody uses. The core measures the same time from what is reported to it and locks by itself, so
 * the last input is always reported, if late: a person who was there just now is never locked out early.
 */
export class IdleLock {
  readonly #options: IdleLockOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #lastInput = Date.now();
  #lastReport = Date.now();
  #lastTick = Date.now();
  #isUnreported = false;
  #isWarning = false;
  #isStopped = false;

  constructor(options: IdleLockOptions) {
    this.#options = options;
    this.#timer = setInterval(() => {
      this.#tick();
    }, TICK_MS);
  }

  /** Somebody used the window. */
  active(): void {
    if (this.#isStopped) return;
    // The first input after a sleep must not pass for activity before the sleep was noticed.
    if (this.#slept()) return;
    this.#lastInput = Date.now();
    this.#isUnreported = true;
    this.#setWarning(null);
    this.#reportIfDue();
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
  }

  #tick(): void {
    if (this.#slept()) return;
    this.#lastTick = Date.now();
    this.#reportIfDue();
    const left = this.#lastInput + this.#options.idleMs - Date.now();
    if (left <= 0) this.#end('idle');
    else this.#setWarning(left <= WARNING_MS ? left : null);
  }

  /** Also true when the clock was set back: what the time since then was is not known. */
  #slept(): boolean {
    const gap = Date.now() - this.#lastTick;
    if (gap >= 0 && gap <= SLEEP_MS) return false;
    this.#end('suspend');
    return true;
  }

  #reportIfDue(): void {
    const now = Date.now();
    if (!this.#isUnreported || now - this.#lastReport < REPORT_MS) return;
    this.#isUnreported = false;
    this.#lastReport = now;
    this.#options.report();
  }

  #setWarning(left: number | null): void {
    if (left === null && !this.#isWarning) return;
    this.#isWarning = left !== null;
    this.#options.warn(left);
  }

  #end(cause: 'idle' | 'suspend'): void {
    this.stop();
    this.#options.lock(cause);
  }
}
