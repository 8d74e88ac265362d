import type { WritableDb, ReadableDb } from '../types.ts';
import { readOne, write } from '../types.ts';
import { openText, sealText } from './erasable.ts';

/** A reason in words and the salt (hex) of the commitment to it in the log entry. */
export interface ReasonText {
  readonly text: string;
  readonly salt: string;
}

/**
 * Keeps a reason beside the entry that commits to it. One about a case is sealed under the case's key and goes with it.
 * @param index of the entry
 * @param id row of `cases`; null keeps the reason whatever is erased, as that of an erasure itself
 */
export function keepReason(db: WritableDb, index: number, id: number | null, reason: ReasonText): void {
  const json = JSON.stringify({ text: reason.text, salt: reason.salt });
  write(db, 'INSERT INTO reasons (idx, id, text) VALUES (?, ?, ?)', [
    index,
    id,
    id === null ? json : sealText(db, id, 'reason', json),
  ]);
}

/** The reason an entry commits to; null when there is none or it was erased. */
export function reasonOf(db: ReadableDb, { index }: { index: number }): ReasonText | null {
  const row = readOne<{ id: number | null; text: string }>(db, 'SELECT id, text FROM reasons WHERE idx = ?', [index]);
  if (!row) return null;
  const json = row.id === null ? row.text : openText(db, row.id, 'reason', row.text);
  return json === null ? null : (JSON.parse(json) as ReasonText);
}
