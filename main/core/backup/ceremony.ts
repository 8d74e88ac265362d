import { createHash, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '../../../common/errors.ts';
import { groupsOf, newRecoveryKey } from './age-file.ts';

/** How long a ceremony waits for what was written down. */
const LIFETIME_MS = 15 * 60_000;
/** Groups that have to be typed back. */
const ASKED = 3;
/** Wrong answers after which the key is thrown away: it was not written down. */
const TRIES = 3;

/** What is shown once. */
export interface BegunCeremony {
  readonly ceremony: string;
  readonly recipient: string;
  readonly secret: string;
  /** The secret in groups; joined they are the secret. */
  readonly groups: string[];
  /** Positions, from 1, of the groups to be typed back. The first group is the same in every key and never asked. */
  readonly ask: number[];
}

interface Waiting {
  /** The window where it was begun. */
  readonly session: string;
  readonly recipient: string;
  /** SHA-256 of each asked group; the secret itself is not kept. */
  readonly expected: readonly Buffer[];
  readonly endsAt: number;
  readonly timer: NodeJS.Timeout;
  tries: number;
}

/**
 * Ceremonies under way, in memory only. A recovery key comes into use only when somebody has shown that it was written
 * down; what is kept meanwhile are hashes of the asked groups, 30 bits of secret each, never the secret.
 */
export class Ceremonies {
  readonly #waiting = new Map<string, Waiting>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Makes a recovery key. A ceremony begun earlier at the same window ends. */
  async begin(session: string): Promise<BegunCeremony> {
    const { secret, recipient } = await newRecoveryKey();
    this.forget(session);
    const ceremony = randomUUID();
    const groups = groupsOf(secret);
    const ask = someOf(groups.length);
    const timer = setTimeout(() => {
      this.#waiting.delete(ceremony);
    }, LIFETIME_MS);
    timer.unref();
    this.#waiting.set(ceremony, {
      session,
      recipient,
      expected: ask.map((position) => digestOf(groups[position - 1] ?? '')),
      endsAt: this.#now() + LIFETIME_MS,
      timer,
      tries: 0,
    });
    return { ceremony, recipient, secret, groups, ask };
  }

  /**
   * Checks what was typed back, in the order in which it was asked.
   * @returns the recipient, for the caller to store; the ceremony stays until {@link Ceremonies.forget}
   * @throws ProblemError CEREMONY_WRONG
   */
  check(session: string, ceremony: string, answers: readonly string[]): string {
    const waiting = this.#waiting.get(ceremony);
    if (waiting?.session !== session || this.#now() >= waiting.endsAt) {
      throw new ProblemError(
        'CEREMONY_WRONG',
        'This recovery key was given up. Begin again; the next one is another key.',
      );
    }
    const right =
      answers.length === waiting.expected.length &&
      waiting.expected.map((digest, place) => timingSafeEqual(digest, digestOf(answers[place] ?? ''))).every(Boolean);
    if (right) return waiting.recipient;
    waiting.tries += 1;
    const left = TRIES - waiting.tries;
    if (left > 0)
      throw new ProblemError(
        'CEREMONY_WRONG',
        `What was typed back does not match the recovery key. Compare it with what was written down (${left} more ${left === 1 ? 'try' : 'tries'}).`,
      );
    this.#remove(ceremony);
    throw new ProblemError(
      'CEREMONY_WRONG',
      'What was typed back was wrong three times, so this recovery key was given up. Begin again; the next one is another key.',
    );
  }

  /** Whether a ceremony still waits for an answer. */
  waits(ceremony: string): boolean {
    return this.#waiting.has(ceremony);
  }

  /** Ends whatever ceremony was begun at a window: it is finished, or the window was locked or closed. */
  forget(session: string): void {
    for (const [ceremony, waiting] of this.#waiting) if (waiting.session === session) this.#remove(ceremony);
  }

  #remove(ceremony: string): void {
    clearTimeout(this.#waiting.get(ceremony)?.timer);
    this.#waiting.delete(ceremony);
  }
}

/** Different positions from 2 to `count`, ascending. */
function someOf(count: number): number[] {
  const positions = new Set<number>();
  while (positions.size < Math.min(ASKED, count - 1)) positions.add(randomInt(2, count + 1));
  return [...positions].sort((a, b) => a - b);
}

function digestOf(answer: string): Buffer {
  return createHash('sha256').update(answer.replace(/\s+/gu, '').toUpperCase()).digest();
}
