import type { LogDraft } from '../../../common/domain/log.ts';
import type { WriteContext } from '../context.ts';
import { immediate, readAll, readOne, write, type ReadableDb, type WritableDb } from '../types.ts';
import { destroyKey, openErasable, sealErasable } from './erasable.ts';
import { appendEntry } from './log.ts';

/** What a private half is sealed as. */
const PRIVATE_HALF = 'team-key';

/** A team key as the core has it; times are Unix milliseconds, `private` is sealed under the envelope key. */
export interface TeamKeyRow {
  readonly keyId: string;
  readonly public: Uint8Array;
  readonly private: Uint8Array | null;
  readonly state: 'active' | 'retired' | 'destroyed';
  readonly notBefore: number;
  readonly notAfter: number;
  readonly createdAt: number;
}

export interface PlatformKeyRow {
  readonly keyId: string;
  readonly name: string;
  readonly public: Uint8Array;
  readonly state: 'trusted' | 'retired';
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface StoredKeys {
  readonly team: TeamKeyRow[];
  readonly platforms: PlatformKeyRow[];
  /** Name → bytes sealed under the envelope key. */
  readonly secrets: { readonly name: string; readonly value: Uint8Array }[];
  readonly settings: { readonly name: string; readonly value: string }[];
}

interface StoredTeamKey extends TeamKeyRow {
  readonly id: number;
}

/** All keys and settings; there are few. */
export function loadKeys(db: ReadableDb): StoredKeys {
  const team = readAll<StoredTeamKey>(
    db,
    `SELECT id, key_id AS keyId, public, private, state, not_before AS notBefore, not_after AS notAfter,
       created_at AS createdAt FROM team_keys ORDER BY created_at, id`,
  );
  return {
    team: team.map(({ id, ...key }) => ({
      ...key,
      private: key.private && openErasable(db, { table: 'team_key_keys', id }, PRIVATE_HALF, key.private),
    })),
    platforms: readAll(
      db,
      `SELECT key_id AS keyId, name, public, state, not_before AS notBefore, not_after AS notAfter
       FROM platform_keys ORDER BY rowid`,
    ),
    secrets: readAll(db, 'SELECT name, value FROM secrets'),
    settings: readAll(db, 'SELECT name, value FROM settings'),
  };
}

/** One change of keys and settings. Everything in it becomes durable together with its entries. */
export interface KeyChanges {
  readonly team?: readonly TeamKeyRow[];
  readonly platforms?: readonly PlatformKeyRow[];
  readonly secrets?: readonly { readonly name: string; readonly value: Uint8Array }[];
  readonly settings?: readonly { readonly name: string; readonly value: string }[];
  readonly entries: readonly LogDraft[];
}

/** Writes changed keys and settings; rows of the same name are replaced. Answers with the index of the last entry. */
export function changeKeys(context: WriteContext, changes: KeyChanges): { index: number } {
  return immediate(context.db, () => applyKeyChanges(context, changes));
}

/** The same inside a transaction that is already open. */
export function applyKeyChanges(context: WriteContext, changes: KeyChanges): { index: number } {
  const { db } = context;
  for (const key of changes.team ?? []) putTeamKey(db, key);
  for (const key of changes.platforms ?? [])
    write(
      db,
      `INSERT INTO platform_keys (key_id, name, public, state, not_before, not_after) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (key_id) DO UPDATE SET name = excluded.name, state = excluded.state,
         not_before = excluded.not_before, not_after = excluded.not_after`,
      [key.keyId, key.name, key.public, key.state, key.notBefore, key.notAfter],
    );
  for (const { name, value } of changes.secrets ?? [])
    write(
      db,
      'INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      [name, value],
    );
  for (const { name, value } of changes.settings ?? [])
    write(
      db,
      'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      [name, value],
    );
  let index = -1;
  for (const entry of changes.entries) index = appendEntry(context, entry);
  return { index };
}

/**
 * A private half is written once, under a key of its own; destroying that key in place is what makes the bytes unusable
 * wherever SQLite may have left a copy of the row.
 */
function putTeamKey(db: WritableDb, key: TeamKeyRow): void {
  const known = readOne<{ id: number }>(db, 'SELECT id FROM team_keys WHERE key_id = ?', [key.keyId]);
  if (known === undefined) {
    addTeamKey(db, key);
    return;
  }
  write(
    db,
    'UPDATE team_keys SET state = ?, not_before = ?, not_after = ?, private = iif(?, NULL, private) WHERE id = ?',
    [key.state, key.notBefore, key.notAfter, key.state === 'destroyed' ? 1 : 0, known.id],
  );
  if (key.state === 'destroyed') destroyKey(db, { table: 'team_key_keys', id: known.id });
}

function addTeamKey(db: WritableDb, key: TeamKeyRow): void {
  const id = readOne<{ id: number }>(db, 'SELECT coalesce(max(id), 0) + 1 AS id FROM team_keys')?.id ?? 1;
  const sealed = key.private && sealErasable(db, { table: 'team_key_keys', id }, PRIVATE_HALF, key.private);
  write(
    db,
    `INSERT INTO team_keys (id, key_id, public, private, state, not_before, not_after, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, key.keyId, key.public, sealed, key.state, key.notBefore, key.notAfter, key.createdAt],
  );
}
