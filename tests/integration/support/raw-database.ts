import Database from 'better-sqlite3';
import { SAMPLE_PASSPHRASE } from '../../../main/core/access/people.ts';
import { openVaultOfAnybody, readVault } from '../../../main/core/keys/vault.ts';
import { readInfo } from '../../../main/core/workspace/info.ts';
import { layoutOf } from '../../../main/core/workspace/layout.ts';

/** Opens an encrypted database file with its raw key, past everything Quintet checks; a missing file is made. */
export function openWithKey(file: string, key: Uint8Array): Database.Database {
  const db = new Database(file);
  db.pragma("cipher = 'sqlcipher'");
  db.pragma('legacy = 4');
  db.pragma(`key = "x'${Buffer.from(key).toString('hex')}'"`);
  return db;
}

/** The raw key of a workspace's database, as somebody who knows a passphrase gets it. */
export async function databaseKeyOf(folder: string, passphrase: string = SAMPLE_PASSPHRASE): Promise<Buffer> {
  const layout = layoutOf(folder);
  const vault = await openVaultOfAnybody(readVault(layout.vaultFile, readInfo(layout).id), passphrase);
  const key = Buffer.from(vault.databaseKey);
  vault.close();
  return key;
}

/** Opens the encrypted database of a workspace as an insider with its key would: no worker, no checks. */
export async function openRaw(folder: string, passphrase?: string): Promise<Database.Database> {
  return openWithKey(layoutOf(folder).databaseFile, await databaseKeyOf(folder, passphrase));
}
