import { readOne, write, type ReadableDb, type WritableDb } from '../types.ts';

export type CounterName = 'duplicates' | 'decided';

export function addToCounter(db: WritableDb, name: CounterName, by: number): void {
  write(
    db,
    'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value',
    [name, by],
  );
}

export function readCounter(db: ReadableDb, name: CounterName): number {
  return readOne<{ value: number }>(db, 'SELECT value FROM counters WHERE name = ?', [name])?.value ?? 0;
}
