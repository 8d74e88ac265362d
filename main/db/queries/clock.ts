import { readOne, write, type WritableDb } from '../types.ts';

/** The stored time is refreshed at most this often; a clock set back by less is not noticed across a restart. */
const GRANULARITY_MS = 1_000;

/**
 * The queue's time: never earlier than any time this workspace has already acted on, so that a clock set back cannot
 * bring an ended lease back to life. Belongs inside a transaction.
 * @param now Unix milliseconds as the caller's clock has them
 */
export function guardedNow(db: WritableDb, now: number): number {
  const last = readOne<{ value: number }>(db, "SELECT value FROM meta WHERE name = 'clock'")?.value ?? 0;
  if (now >= last + GRANULARITY_MS)
    write(
      db,
      "INSERT INTO meta (name, value) VALUES ('clock', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [now],
    );
  return Math.max(now, last);
}
