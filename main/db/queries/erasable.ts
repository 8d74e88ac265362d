import { randomBytes } from 'node:crypto';
import { ProblemError } from '../../../common/errors.ts';
import { AEAD_KEY_BYTES, AEAD_NONCE_BYTES, openAead, sealAead } from '../../crypto/aead.ts';
import { label, lp, u64 } from '../../crypto/bytes.ts';
import { readOne, write, type ReadableDb, type WritableDb } from '../types.ts';

/**
 * What can be erased for good is sealed under a random key of its own. SQLite zeroes what it deletes, but when it
 * rebalances pages it leaves copies of neighbouring rows behind in their unused middle, where no statement reaches
 * them. So the keys stand in tables whose rows never move: they are added at the end, all of one size, and destroyed by
 * overwriting them in place. What is left of a text elsewhere then opens for nobody.
 */
export type KeyTable = 'case_keys' | 'quarantine_keys' | 'team_key_keys';

/** Whose key is meant: a row of `cases`, of `quarantine` or of `team_keys`. */
export interface KeyOwner {
  readonly table: KeyTable;
  readonly id: number;
}

/** What a sealed text is; it opens as nothing else. */
export type TextKind = 'note' | 'record' | 'draft' | 'reason';

const TEXT = label('quintet/erasable/v1');
const NO_KEY = Buffer.alloc(AEAD_KEY_BYTES);

/** Makes the key of a new row. Belongs into the transaction that adds the row, so that keys stay in order. */
export function makeKey(db: WritableDb, { table, id }: KeyOwner): Buffer {
  const key = randomBytes(AEAD_KEY_BYTES);
  write(db, `INSERT INTO ${table} (id, key) VALUES (?, ?)`, [id, key]);
  return key;
}

/** Overwrites a key. After the write-ahead log was truncated its bytes are nowhere any more. */
export function destroyKey(db: WritableDb, { table, id }: KeyOwner): void {
  write(db, `UPDATE ${table} SET key = zeroblob(${AEAD_KEY_BYTES}) WHERE id = ?`, [id]);
}

/** The key, null when it was destroyed, undefined when there never was one. */
function keyOf(db: ReadableDb, { table, id }: KeyOwner): Buffer | null | undefined {
  const row = readOne<{ key: Buffer }>(db, `SELECT key FROM ${table} WHERE id = ?`, [id]);
  return row?.key.equals(NO_KEY) === true ? null : row?.key;
}

function aadOf({ table, id }: KeyOwner, what: string): Buffer {
  return Buffer.concat([TEXT, lp(table), u64(id), lp(what)]);
}

/** Seals bytes so that they can be erased: nonce ‖ AES-256-GCM. @throws ProblemError CASE_ERASED */
export function sealErasable(db: WritableDb, owner: KeyOwner, what: string, plaintext: Uint8Array): Buffer {
  const key = keyOf(db, owner);
  if (key === null) throw new ProblemError('CASE_ERASED');
  const nonce = randomBytes(AEAD_NONCE_BYTES);
  return Buffer.concat([nonce, sealAead(key ?? makeKey(db, owner), nonce, plaintext, aadOf(owner, what))]);
}

/** Opens what {@link sealErasable} made; null when its key was destroyed. @throws ProblemError DB_CORRUPT */
export function openErasable(db: ReadableDb, owner: KeyOwner, what: string, sealed: Uint8Array): Buffer | null {
  const key = keyOf(db, owner);
  if (key === null) return null;
  const [nonce, rest] = [sealed.subarray(0, AEAD_NONCE_BYTES), sealed.subarray(AEAD_NONCE_BYTES)];
  const plaintext = key === undefined || rest.length === 0 ? null : openAead(key, nonce, rest, aadOf(owner, what));
  if (plaintext === null)
    throw new ProblemError('DB_CORRUPT', 'A text stored beside a case does not open with its key. Restore a backup.');
  return plaintext;
}

/** A text about a case, sealed under the case's key, base64. @param id row of `cases` */
export function sealText(db: WritableDb, id: number, what: TextKind, text: string): string {
  return sealErasable(db, { table: 'case_keys', id }, what, Buffer.from(text, 'utf8')).toString('base64');
}

/** What {@link sealText} sealed; null stays null, and so does what was erased. */
export function openText(db: ReadableDb, id: number, what: TextKind, sealed: string | null): string | null {
  if (sealed === null) return null;
  return openErasable(db, { table: 'case_keys', id }, what, Buffer.from(sealed, 'base64'))?.toString('utf8') ?? null;
}
