import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { ProblemError } from '../../../common/errors.ts';
import { replaceFile } from '../../db/atomic-file.ts';
import { slotOf, type VaultFile } from './vault.ts';

const count = z.strictObject({ failed: z.number().int().min(0), at: z.number().int().min(0) });

/** Most people whose failures are kept: as many as a vault has slots, and the two that are nobody's. */
const MOST_KEPT = 1_002;

const schema = z.strictObject({
  format: z.literal('quintet-attempts/2'),
  /** By the label of a slot, or one of the names below. */
  people: z.record(z.string().max(64), count),
  /** What everybody without a count of their own has failed: more than 0 only after the file was damaged. */
  others: z.number().int().min(0),
});
type Kept = z.output<typeof schema>;

/** Attempts for ids that have no slot count together: they are nobody's, and nobody can make the file grow with them. */
export const UNKNOWN_PERSON = 'unknown';
/**
 * Attempts of the command line for whoever the passphrase belongs to count together: they are guesses at everybody, so
 * nobody's success ends the count.
 */
export const ANYBODY = 'anybody';

/** Whose count an attempt for a typed id is. */
export function countedAs(vault: VaultFile, user: string): string {
  return slotOf(vault, user)?.label ?? UNKNOWN_PERSON;
}

/** Attempts that cost nothing; after them each failure doubles the wait. */
const FREE = 3;
const MOST_WAIT_MS = 5 * 60_000;
/** The counts that are nobody's, which no success ends, are forgotten after a day without a failure. */
const FORGET_MS = 24 * 60 * 60_000;

/**
 * Failed attempts to unlock, a count for every person: the label of their slot, {@link UNKNOWN_PERSON} or
 * {@link ANYBODY}. Kept in a file, so that starting again does not start the count again.
 */
export interface Attempts {
  /** Failures since this person last succeeded. */
  failed(person: string): number;
  /** Milliseconds until this person's next attempt is allowed. */
  waitMs(person: string, now: number): number;
  /** The largest count and the longest wait of all, for whoever has not said yet who they are. */
  worst(now: number): { readonly failed: number; readonly waitMs: number };
  /** @throws ProblemError PASSPHRASE_WAIT */
  require(person: string, now: number): void;
  fail(person: string, now: number): void;
  /** Starts this person's count again at zero and nobody else's; answers how many failed before. */
  succeed(person: string): number;
}

/** Somebody who can delete the file can also copy the vault away: argon2id is what stands against that, not this. */
export function openAttempts(path: string): Attempts {
  let kept = read(path);
  let isOnlyHere = false;
  /** What the file says now: a window and a command line count together. */
  const current = (): Kept => {
    if (!isOnlyHere) kept = read(path);
    return kept;
  };
  const save = (people: Kept['people'], others: number): void => {
    kept = { format: 'quintet-attempts/2', people: newest(people), others };
    try {
      replaceFile(path, Buffer.from(`${JSON.stringify(kept)}\n`), 0o600);
      isOnlyHere = false;
    } catch {
      // On a medium that cannot be written the counts live in memory only.
      isOnlyHere = true;
    }
  };
  const countOf = ({ people, others }: Kept, person: string): Count => people[person] ?? { failed: others, at: 0 };
  const waitMs = (person: string, now: number): number => waitOf(countOf(current(), person), now);
  return {
    failed: (person) => countOf(current(), person).failed,
    waitMs,
    worst: (now) => {
      const { people, others } = current();
      const lasting = Object.entries(people).filter(([person, one]) => !isForgotten(person, one, now));
      const counts = [{ failed: others, at: 0 }, ...lasting.map(([, one]) => one)];
      return {
        failed: Math.max(...counts.map(({ failed }) => failed)),
        waitMs: Math.max(...counts.map((one) => waitOf(one, now))),
      };
    },
    require: (person, now) => {
      const wait = waitMs(person, now);
      if (wait === 0) return;
      const seconds = Math.ceil(wait / 1_000);
      throw new ProblemError('PASSPHRASE_WAIT', `Too many wrong attempts. Wait ${seconds} s before the next one.`);
    },
    fail: (person, now) => {
      const before = current();
      const one = countOf(before, person);
      const failed = isForgotten(person, one, now) ? 0 : one.failed;
      save({ ...before.people, [person]: { failed: failed + 1, at: now } }, before.others);
    },
    succeed: (person) => {
      const before = current();
      const { failed } = countOf(before, person);
      const people = Object.entries(before.people).filter(([one]) => one !== person);
      if (failed > 0) save(Object.fromEntries(people), 0);
      return failed;
    },
  };
}

type Count = z.output<typeof count>;

function waitOf({ failed, at }: Count, now: number): number {
  if (failed < FREE) return 0;
  const wait = Math.min(MOST_WAIT_MS, 1_000 * 2 ** (failed - FREE));
  // A clock that was set back must not lock anybody out for longer than the wait itself.
  return Math.max(0, Math.min(wait, at + wait - now));
}

function isForgotten(person: string, { at }: Count, now: number): boolean {
  return (person === UNKNOWN_PERSON || person === ANYBODY) && now - at >= FORGET_MS;
}

/** The counts that fit: those that failed longest ago go first. */
function newest(people: Kept['people']): Kept['people'] {
  const all = Object.entries(people);
  if (all.length <= MOST_KEPT) return people;
  return Object.fromEntries(all.toSorted(([, one], [, other]) => other.at - one.at).slice(0, MOST_KEPT));
}

function read(path: string): Kept {
  const none = { format: 'quintet-attempts/2', people: {} } as const;
  if (!existsSync(path)) return { ...none, others: 0 };
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { ...none, others: FREE };
  }
}
