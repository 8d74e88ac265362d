import { cp, rm } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import type { VerifyReport } from '../../../main/core/audit/audit-log.ts';
import { openWorkspace } from '../../../main/core/workspace/open.ts';
import { openRaw } from './raw-database.ts';

/** Changes a closed workspace's database as an insider with its key would: no triggers, no checks. */
export async function tamper(folder: string, change: (db: Database.Database) => void): Promise<void> {
  const db = await openRaw(folder);
  try {
    const triggers = db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all() as string[];
    for (const name of triggers) db.exec(`DROP TRIGGER ${name}`);
    change(db);
  } finally {
    db.close();
  }
}

/** Verifies a workspace through its public door. */
export async function verify(folder: string): Promise<VerifyReport> {
  const workspace = await openWorkspace(folder, { asHost: false, writable: false });
  try {
    return await workspace.log.verify();
  } finally {
    await workspace.close();
  }
}

/** Copies a closed workspace, works on the copy and removes it. */
export async function onCopy<Result>(folder: string, work: (copy: string) => Promise<Result>): Promise<Result> {
  const copy = `${folder}-copy-${Math.random().toString(36).slice(2)}`;
  await cp(folder, copy, { recursive: true });
  try {
    return await work(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
