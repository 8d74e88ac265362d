import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './index.ts';

describe('0001-log', () => {
  let db: Database.Database;

  beforeEach(() => {
    db = new Database(':memory:');
    migrate(db, 1, 1);
    for (const idx of [0, 1, 2]) insert(idx);
    db.prepare('INSERT INTO node (last, level, idx, hash) VALUES (0, 0, 0, ?)').run(Buffer.alloc(32));
  });

  afterEach(() => {
    db.close();
  });

  function insert(idx: number, verb = 'INSERT'): void {
    db.prepare(`${verb} INTO log (idx, at, kind, actor, entry) VALUES (?, 't', 'k', 'a', x'00')`).run(idx);
  }

  it('makes version 1', () => {
    expect(db.pragma('user_version', { simple: true })).toBe(1);
  });

  it('lets the log grow at its end only', () => {
    insert(3);
    expect(() => {
      insert(5);
    }).toThrow(/only grows at its end/u);
    expect(() => {
      insert(0);
    }).toThrow(/only grows at its end/u);
    expect(() => {
      insert(-1);
    }).toThrow(/only grows at its end/u);
    expect(db.prepare('SELECT count(*) FROM log').pluck().get()).toBe(4);
  });

  it.each([0, 1])('does not let entries be changed, removed or replaced, with recursive_triggers=%d', (recursive) => {
    db.pragma(`recursive_triggers = ${recursive}`);
    expect(() => db.exec("UPDATE log SET actor = 'b' WHERE idx = 1")).toThrow(/never changed/u);
    expect(() => db.exec('DELETE FROM log WHERE idx = 2')).toThrow(/never removed/u);
    expect(() => {
      insert(1, 'INSERT OR REPLACE');
    }).toThrow(/only grows/u);
    expect(() => {
      insert(2, 'REPLACE');
    }).toThrow(/only grows/u);
    expect(() =>
      db.exec(
        "INSERT INTO log (idx, at, kind, actor, entry) VALUES (2, 't', 'k', 'a', x'01') ON CONFLICT (idx) DO UPDATE SET entry = x'01'",
      ),
    ).toThrow(/only grows/u);
    expect(db.prepare('SELECT count(*) FROM log').pluck().get()).toBe(3);
  });

  it.each([0, 1])(
    'does not let tree nodes be changed, removed or replaced, with recursive_triggers=%d',
    (recursive) => {
      db.pragma(`recursive_triggers = ${recursive}`);
      const hash = 'zeroblob(32)';
      expect(() => db.exec(`UPDATE node SET hash = ${hash}`)).toThrow(/never changed/u);
      expect(() => db.exec('DELETE FROM node')).toThrow(/never removed/u);
      expect(() => db.exec(`INSERT OR REPLACE INTO node (last, level, idx, hash) VALUES (0, 0, 0, ${hash})`)).toThrow(
        /never changed/u,
      );
    },
  );

  it('refuses nodes out of place and hashes of another length', () => {
    expect(() => db.exec('INSERT INTO node (last, level, idx, hash) VALUES (1, 0, 1, zeroblob(31))')).toThrow(/CHECK/u);
    expect(() => db.exec('INSERT INTO node (last, level, idx, hash) VALUES (2, 1, 0, zeroblob(32))')).toThrow(/CHECK/u);
  });
});
