import type { MethodName } from '../../../common/contract.ts';
import type { LogDraft } from '../../../common/domain/log.ts';

/** Between two entries about the same person and procedure. */
export const REFUSALS_EVERY_MS = 60_000;

export interface RefusalsOptions {
  /** Makes an entry durable. */
  readonly append: (entry: LogDraft) => Promise<unknown>;
  readonly now: () => number;
  /** Told when an entry could not be written. */
  readonly problem: (name: string, error: unknown) => void;
}

interface Tally {
  readonly person: string;
  readonly method: MethodName;
  writtenAt: number;
  /** Refusals that no entry has counted yet. */
  pending: number;
}

/**
 * Calls that were refused because of a role, in the log: the first at once, then at most one entry a minute for each
 * person and procedure with the number of refusals since. Nothing a window does in a loop can fill the log.
 */
export class Refusals {
  readonly #options: RefusalsOptions;
  readonly #tallies = new Map<string, Tally>();

  constructor(options: RefusalsOptions) {
    this.#options = options;
  }

  /** Counts one refusal. Never rejects: a log that refuses entries does not make a call allowed. */
  async note(person: string, method: MethodName): Promise<void> {
    const key = `${method} ${person}`;
    const tally = this.#tallies.get(key) ?? { person, method, writtenAt: -Infinity, pending: 0 };
    this.#tallies.set(key, tally);
    tally.pending += 1;
    if (this.#isDue(tally)) await this.#write(tally);
  }

  /** Writes what a minute has passed for, and forgets who was not refused since. */
  async flushDue(): Promise<void> {
    for (const [key, tally] of this.#tallies) {
      if (!this.#isDue(tally)) continue;
      if (tally.pending === 0) this.#tallies.delete(key);
      else await this.#write(tally);
    }
  }

  /** Writes everything that was counted, before the log is closed. */
  async flushAll(): Promise<void> {
    for (const tally of this.#tallies.values()) if (tally.pending > 0) await this.#write(tally);
  }

  #isDue({ writtenAt }: Tally): boolean {
    return this.#options.now() - writtenAt >= REFUSALS_EVERY_MS;
  }

  async #write(tally: Tally): Promise<void> {
    const { append, now, problem } = this.#options;
    const { person, method, pending: count } = tally;
    tally.writtenAt = now();
    tally.pending = 0;
    const at = new Date(tally.writtenAt).toISOString();
    try {
      await append({ at, actor: person, event: { kind: 'access.refused', method, count } });
    } catch (error) {
      // The next entry counts them as well.
      tally.pending += count;
      problem('entry of refused calls', error);
    }
  }
}
