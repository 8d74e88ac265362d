import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { SAMPLE_PASSPHRASE } from '../../main/core/access/people.ts';
import { openVaultOfAnybody, readVault } from '../../main/core/keys/vault.ts';
import { createWorkspace } from '../../main/core/workspace/create.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import type { WriteContext } from '../../main/db/context.ts';
import { openWritable, WAL_PAGES } from '../../main/db/open.ts';
import type { WorkerOptions } from '../../main/db/protocol.ts';
import { connectionOf } from '../../main/db/types.ts';
import { createSigner } from '../../main/tlog/note.ts';
import { openWithKey } from '../integration/support/raw-database.ts';

/** A workspace for measuring: the writing side as the database worker has it, without the message hop to it. */
export interface BenchStorage {
  readonly folder: string;
  readonly options: WorkerOptions;
  readonly context: WriteContext;
  /** What signs entries and checkpoints. */
  readonly deviceKey: KeyObject;
  /** A database in the same folder, encrypted the same way, with the same settings, tables and indexes but no triggers. */
  readonly bare: Database.Database;
  close(): Promise<void>;
}

export async function benchStorage(): Promise<BenchStorage> {
  const parent = await mkdtemp(join(tmpdir(), 'quintet-bench-'));
  const folder = join(parent, 'workspace');
  const { info } = await createWorkspace(folder, { sample: true, passphrase: null });
  const { id, origin, device } = info;
  const layout = layoutOf(folder);
  const vault = await openVaultOfAnybody(readVault(layout.vaultFile, id), SAMPLE_PASSPHRASE);
  const deviceKey = createPrivateKey(vault.devicePem);
  const db = openWritable(layout.databaseFile, vault.databaseKey, false);
  const options: WorkerOptions = {
    role: 'read',
    create: false,
    file: layout.databaseFile,
    key: vault.databaseKey,
    checkpointFile: layout.checkpointFile,
    verifiedFile: layout.verifiedFile,
    origin,
    device,
    privateKey: null,
    verifierKeys: readFileSync(layout.publicKeysFile, 'utf8').trim().split('\n'),
  };
  const context: WriteContext = {
    db,
    signer: createSigner(device, deviceKey),
    damaged: () => null,
    appended: () => undefined,
    checkpoint: () => {
      throw new Error('not measured');
    },
    verified: () => undefined,
  };
  const bare = bareTables(join(parent, 'bare.db'), connectionOf(db), vault.databaseKey);
  return {
    folder,
    options,
    context,
    deviceKey,
    bare,
    close: async () => {
      bare.close();
      connectionOf(db).close();
      vault.close();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

/** Same encryption, pragmas, tables and indexes; none of what makes the log a log: no triggers, no tree, no signatures. */
function bareTables(file: string, like: Database.Database, key: Uint8Array): Database.Database {
  const bare = openWithKey(file, key);
  bare.pragma('journal_mode = WAL');
  for (const setting of ['synchronous = FULL', 'fullfsync = ON', 'recursive_triggers = ON', 'foreign_keys = ON'])
    bare.pragma(setting);
  bare.pragma('secure_delete = ON');
  bare.pragma(`wal_autocheckpoint = ${WAL_PAGES}`);
  const schema = like
    .prepare(
      "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND tbl_name IN ('log', 'cases') AND sql IS NOT NULL",
    )
    .pluck()
    .all() as string[];
  for (const sql of schema) bare.exec(sql);
  return bare;
}

export interface Compared {
  /** Operations per second. */
  readonly value: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly n: number;
  /** Middle half of the rounds' ratios. */
  readonly spread: readonly [number, number];
}

/**
 * Runs two things in turn, a short round each, and compares them round by round: what else the machine does hits both.
 * Value and baseline are of the middle round, the ratio is the middle of the rounds' ratios.
 */
export function compare(rounds: number, perRound: number, ours: () => void, theirs: () => void): Compared {
  const measured = Array.from({ length: rounds }, () => ({
    ours: timed(perRound, ours),
    theirs: timed(perRound, theirs),
  }));
  const ratios = measured.map((round) => round.theirs / round.ours).sort((a, b) => a - b);
  return {
    value: (perRound / median(measured.map((round) => round.ours))) * 1000,
    baseline: (perRound / median(measured.map((round) => round.theirs))) * 1000,
    ratio: median(ratios),
    n: rounds * perRound,
    spread: [at(ratios, 0.25), at(ratios, 0.75)],
  };
}

function timed(times: number, work: () => void): number {
  const start = performance.now();
  for (let time = 0; time < times; time += 1) work();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  return at(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

export function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
