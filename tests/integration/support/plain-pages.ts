import { createDecipheriv } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** SQLCipher 4: pages of 4096 bytes end in 16 bytes of IV and 64 of HMAC; the file starts with 16 bytes of salt. */
const PAGE = 4_096;
const RESERVED = 80;
const IV_BYTES = 16;
const SALT_BYTES = 16;
const WAL_HEADER = 32;
const FRAME_HEADER = 24;

/**
 * Every page of an encrypted database and its write-ahead log in clear, free ones and outdated ones included: what
 * somebody with the key finds on the disk, past SQLite.
 * @param key raw key of the file
 */
export function plainPages(databaseFile: string, key: Uint8Array): Buffer {
  const pages: Buffer[] = [];
  const database = readFileSync(databaseFile);
  for (let at = 0; at + PAGE <= database.length; at += PAGE)
    pages.push(plainPage(database.subarray(at, at + PAGE), key, at === 0));
  const walFile = `${databaseFile}-wal`;
  const wal = existsSync(walFile) ? readFileSync(walFile) : Buffer.alloc(0);
  for (let at = WAL_HEADER; at + FRAME_HEADER + PAGE <= wal.length; at += FRAME_HEADER + PAGE) {
    const page = wal.subarray(at + FRAME_HEADER, at + FRAME_HEADER + PAGE);
    pages.push(plainPage(page, key, wal.readUInt32BE(at) === 1));
  }
  return Buffer.concat(pages);
}

function plainPage(page: Buffer, key: Uint8Array, first: boolean): Buffer {
  const iv = page.subarray(PAGE - RESERVED, PAGE - RESERVED + IV_BYTES);
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(page.subarray(first ? SALT_BYTES : 0, PAGE - RESERVED)), decipher.final()]);
}
