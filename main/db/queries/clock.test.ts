import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openWritable } from '../open.ts';
import { connectionOf, type WritableDb } from '../types.ts';
import { guardedNow, readNow } from './clock.ts';

const KEY = randomBytes(32);

describe('the queue clock', () => {
  let folder: string;
  let db: WritableDb;
  let steady = 0;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quintet-clock-'));
    db = openWritable(join(folder, 'quintet.db'), KEY, true);
    steady = 1_000;
    vi.spyOn(performance, 'now').mockImplementation(() => steady);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    connectionOf(db).close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is the clock of its caller while that one goes forward', () => {
    expect([guardedNow(db, 5_000), guardedNow(db, 5_001), guardedNow(db, 90_000)]).toEqual([5_000, 5_001, 90_000]);
  });

  it('does not go back, and goes on by the steady clock until the caller has caught up', () => {
    guardedNow(db, 100_000);
    expect(guardedNow(db, 40_000)).toBe(100_000);
    steady += 3_000;
    expect(guardedNow(db, 43_000)).toBe(103_000);
    steady += 4_000;
    expect(guardedNow(db, 47_000)).toBe(107_000);
    expect(guardedNow(db, 200_000)).toBe(200_000);
  });

  it('does not go back by less than the second to which it is stored', () => {
    guardedNow(db, 100_000);
    guardedNow(db, 100_900);
    expect(guardedNow(db, 100_100)).toBe(100_900);
    steady += 50;
    expect(guardedNow(db, 100_150)).toBe(100_950);
  });

  it('loses no time to steps shorter than a millisecond', () => {
    guardedNow(db, 100_000);
    for (let step = 0; step < 10; step += 1) {
      steady += 0.5;
      guardedNow(db, 1);
    }
    expect(guardedNow(db, 1)).toBe(100_005);
  });

  it('is remembered by the workspace, to the second', () => {
    guardedNow(db, 100_000);
    connectionOf(db).close();
    db = openWritable(join(folder, 'quintet.db'), KEY, true);
    expect(guardedNow(db, 1)).toBe(100_000);
    expect(readNow(db, 1)).toBe(100_000);
    expect(readNow(db, 100_001)).toBe(100_001);
  });
});
