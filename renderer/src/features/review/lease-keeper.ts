/** How often a lease is renewed while somebody is at the window. */
export const HEARTBEAT_MS = 60_000;
/** Without a key press or pointer movement for this long nobody is reading: the lease is left to run out. */
export const IDLE_MS = 5 * 60_000;
/** How often the deadline is looked at: content is gone at most this long after the lease. */
const WATCH_MS = 250;

/** A deadline given on the core's clock, held on this window's clocks. */
export class Deadline {
  readonly #wall: number;
  readonly #steady: number;

  constructor(expiresAt: number, serverNow: number) {
    const remaining = expiresAt - serverNow;
    this.#wall = Date.now() + remaining;
    this.#steady = performance.now() + remaining;
  }

  /**
   * Milliseconds left, never negative. Wall clock and steady clock are both asked and the smaller answer counts: one
   * can be set back, the other can stop while the machine sleeps, and content must not stay on screen for either.
   */
  remaining(): number {
    return Math.max(0, Math.min(this.#wall - Date.now(), this.#steady - performance.now()));
  }
}

export type Renewal = { readonly expiresAt: number; readonly serverNow: number } | { readonly lost: true };

export interface LeaseKeeperOptions {
  /** Asks the core for more time; rejects when the core cannot be reached, which leaves the deadline as it is. */
  readonly renew: () => Promise<Renewal>;
  readonly onLost: (cause: 'expired' | 'taken') => void;
}

/** Keeps one lease: renews it while somebody works and says at once when it is over. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  #deadline: Deadline;
  readonly #heartbeat: ReturnType<typeof setInterval>;
  readonly #watch: ReturnType<typeof setInterval>;
  #lastActivity = performance.now();
  #lastRenewal = performance.now();
  #stopped = false;

  constructor(expiresAt: number, serverNow: number, options: LeaseKeeperOptions) {
    this.#options = options;
    this.#deadline = new Deadline(expiresAt, serverNow);
    this.#heartbeat = setInterval(() => {
      if (performance.now() - this.#lastActivity < IDLE_MS) void this.renew();
    }, HEARTBEAT_MS);
    // A timer set for the deadline itself would be late by as long as the machine slept.
    this.#watch = setInterval(() => {
      if (this.#deadline.remaining() === 0) this.#end('expired');
    }, WATCH_MS);
  }

  /** Milliseconds until the lease is over. */
  remaining(): number {
    return this.#deadline.remaining();
  }

  /** Somebody used the window. Renews at once when the last renewal is older than a heartbeat. */
  active(): void {
    this.#lastActivity = performance.now();
    if (performance.now() - this.#lastRenewal >= HEARTBEAT_MS) void this.renew();
  }

  async renew(): Promise<void> {
    if (this.#stopped) return;
    this.#lastRenewal = performance.now();
    try {
      const answer = await this.#options.renew();
      if (this.#isStopped()) return;
      if ('lost' in answer) {
        this.#end('taken');
        return;
      }
      this.#deadline = new Deadline(answer.expiresAt, answer.serverNow);
    } catch {
      // The deadline stands; the connection banner tells the moderator, the next heartbeat tries again.
    }
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#heartbeat);
    clearInterval(this.#watch);
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  #end(cause: 'expired' | 'taken'): void {
    this.stop();
    this.#options.onLost(cause);
  }
}

/** `4:32`; hours are counted as minutes. */
export function formatRemaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
