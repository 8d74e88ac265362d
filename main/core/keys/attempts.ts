import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { ProblemError } from '../../../common/errors.ts';
import { replaceFile } from '../../db/atomic-file.ts';

const schema = z.strictObject({ failed: z.number().int().min(0), at: z.number().int().min(0) });

/** Attempts that cost nothing; after them each failure doubles the wait. */
const FREE = 3;
const MOST_WAIT_MS = 5 * 60_000;

/** Failed attempts to unlock, kept in a file so that starting again does not start the count again. */
export interface Attempts {
  readonly failed: number;
  /** Milliseconds until the next attempt is allowed. */
  waitMs(now: number): number;
  /** @throws ProblemError PASSPHRASE_WAIT */
  require(now: number): void;
  fail(now: number): void;
  /** Starts again at zero; answers how many failed before. */
  succeed(): number;
}

/** Somebody who can delete the file can also copy the vault away: argon2id is what stands against that, not this. */
export function openAttempts(path: string): Attempts {
  let { failed, at } = read(path);
  const waitMs = (now: number): number => {
    if (failed < FREE) return 0;
    const wait = Math.min(MOST_WAIT_MS, 1_000 * 2 ** (failed - FREE));
    // A clock that was set back must not lock anybody out for longer than the wait itself.
    return Math.max(0, Math.min(wait, at + wait - now));
  };
  const save = (): void => {
    try {
      replaceFile(path, Buffer.from(`${JSON.stringify({ failed, at })}\n`), 0o600);
    } catch {
      // On a medium that cannot be written the count lives in memory only.
    }
  };
  return {
    get failed() {
      return failed;
    },
    waitMs,
    require: (now) => {
      const wait = waitMs(now);
      if (wait === 0) return;
      const seconds = Math.ceil(wait / 1_000);
      throw new ProblemError('PASSPHRASE_WAIT', `Too many wrong attempts. Wait ${seconds} s before the next one.`);
    },
    fail: (now) => {
      failed += 1;
      at = now;
      save();
    },
    succeed: () => {
      const before = failed;
      failed = 0;
      if (before > 0) save();
      return before;
    },
  };
}

function read(path: string): { failed: number; at: number } {
  if (!existsSync(path)) return { failed: 0, at: 0 };
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { failed: FREE, at: 0 };
  }
}
