import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createWorkspace } from '../../main/core/workspace/create.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import type { WriteContext } from '../../main/db/context.ts';
import { openWritable, WAL_PAGES } from '../../main/db/open.ts';
import type { WorkerOptions } from '../../main/db/protocol.ts';
import { connectionOf } from '../../main/db/types.ts';
import { createSigner } from '../../main/tlog/note.ts';

/** A workspace for measuring: the writing side as the database worker has it, without the message hop to it. */
export interface BenchStorage {
  readonly folder: string;
  readonly options: WorkerOptions;
  readonly context: WriteContext;
  /** A plain database in the same folder with the same settings, holding the same tables and indexes but no triggers. */
  readonly bare: Database.Database;
  close(): Promise<void>;
}

export async function benchStorage(): Promise<BenchStorage> {
  const parent = await mkdtemp(join(tmpdir(), 'quintet-bench-'));
  const folder = join(parent, 'workspace');
  const { origin, device } = await createWorkspace(folder, { sample: false });
  const layout = layoutOf(folder);
  const privateKey = readFileSync(layout.deviceKeyFile, 'utf8');
  const db = openWritable(layout.databaseFile, false);
  const options: WorkerOptions = {
    role: 'read',
    create: false,
    file: layout.databaseFile,
    checkpointFile: layout.checkpointFile,
    verifiedFile: layout.verifiedFile,
    origin,
    device,
    privateKey: null,
    verifierKeys: readFileSync(layout.publicKeysFile, 'utf8').trim().split('\n'),
    hostLock: null,
  };
  const context: WriteContext = {
    db,
    signer: createSigner(device, createPrivateKey(privateKey)),
    damaged: () => null,
    appended: () => undefined,
    checkpoint: () => {
      throw new Error('not measured');
    },
    verified: () => undefined,
  };
  const bare = barePlain(join(parent, 'bare.db'), connectionOf(db));
  return {
    folder,
    options,
    context,
    bare,
    close: async () => {
      bare.close();
      connectionOf(db).close();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

/** Same pragmas, same tables and indexes; none of what makes the log a log: no triggers, no tree, no signatures. */
function barePlain(file: string, like: Database.Database): Database.Database {
  const bare = new Database(file);
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
