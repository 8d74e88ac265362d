import { readOne, write, type ReadableDb, type WritableDb } from '../types.ts';

/** The stored time is refreshed at most this often; a clock set back by less is not noticed across a restart. */
const GRANULARITY_MS = 1_000;

/** The last time a connection acted on, and the steady clock's reading then. */
const lastSeen = new WeakMap<WritableDb, { time: number; steady: number }>();

/**
 * The queue's time: never earlier than any time this workspace has already acted on, so that a clock set back cannot
 * bring an ended lease back to life. While the caller's clock is behind, time goes on by the steady clock: a clock that
 * was a year ahead once must not stop leases and grace times from ending. Belongs inside a transaction.
 * @param now Unix milliseconds as the caller's clock has them
 */
export function guardedNow(db: WritableDb, now: number): number {
  const stored = storedTime(db);
  const seen = lastSeen.get(db);
  const steady = performance.now();
  const floor = Math.max(stored, seen?.time ?? 0);
  const time = now >= floor ? now : floor + Math.floor(seen ? steady - seen.steady : 0);
  lastSeen.set(db, { time, steady: now >= floor || !seen || time > floor ? steady : seen.steady });
  if (time >= stored + GRANULARITY_MS)
    write(
      db,
      "INSERT INTO meta (name, value) VALUES ('clock', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [time],
    );
  return time;
}

/** The same for reading: as late as the caller's clock or the stored time, whichever is later. */
export function readNow(db: ReadableDb, now: number): number {
  return Math.max(now, storedTime(db));
}

function storedTime(db: ReadableDb): number {
  return readOne<{ value: number }>(db, "SELECT value FROM meta WHERE name = 'clock'")?.value ?? 0;
}
