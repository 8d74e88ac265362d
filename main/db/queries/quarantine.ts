import type { LogDraft } from '../../../common/domain/log.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, write, type ReadableDb } from '../types.ts';
import { appendEntry } from './log.ts';

export interface QuarantineInput {
  readonly raw: Uint8Array;
  readonly code: string;
  readonly field: string | null;
  readonly bundleId: string | null;
  readonly via: string;
  readonly entry: LogDraft;
}

/** One quarantined bundle as a list may show it: never its content. */
export interface QuarantineRow {
  readonly id: number;
  readonly at: string;
  readonly code: string;
  readonly field: string | null;
  readonly bytes: number;
  readonly bundleId: string | null;
  readonly via: string;
}

export interface QuarantineList {
  readonly total: number;
  readonly codes: { code: string; count: number }[];
  readonly rows: QuarantineRow[];
}

/** Keeps a refused bundle with its code; row and log entry are durable together. */
export function addToQuarantine(context: WriteContext, input: QuarantineInput): { index: number } {
  const { db } = context;
  const { event } = input.entry;
  return immediate(db, () => {
    write(db, 'INSERT INTO quarantine (at, code, field, bytes, bundle_id, via, raw) VALUES (?, ?, ?, ?, ?, ?, ?)', [
      input.entry.at,
      input.code,
      input.field,
      event.kind === 'case.quarantined' ? event.bytes : input.raw.length,
      input.bundleId,
      input.via,
      input.raw,
    ]);
    return { index: appendEntry(context, input.entry) };
  });
}

/** Newest first. */
export function listQuarantine(db: ReadableDb, { limit }: { limit: number }): QuarantineList {
  return {
    total: readOne<{ n: number }>(db, 'SELECT count(*) AS n FROM quarantine')?.n ?? 0,
    codes: readAll(db, 'SELECT code, count(*) AS count FROM quarantine GROUP BY code ORDER BY count DESC, code'),
    rows: readAll(
      db,
      'SELECT id, at, code, field, bytes, bundle_id AS bundleId, via FROM quarantine ORDER BY id DESC LIMIT ?',
      [limit],
    ),
  };
}
