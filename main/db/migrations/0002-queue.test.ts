import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, SCHEMA_VERSION } from './index.ts';

describe('0002-queue', () => {
  let db: Database.Database;

  beforeEach(() => {
    db = new Database(':memory:');
    db.pragma('foreign_keys = ON');
    migrate(db, 1, 1);
    db.exec("INSERT INTO log (idx, at, kind, actor, entry) VALUES (0, 't', 'k', 'a', x'00')");
    migrate(db, 1, 2);
    db.exec(
      "INSERT INTO cases (case_id, bundle_id, policy, priority, visible_at, enqueued_at, received_at) VALUES ('c1', 'b1', 'HATE', 5, 0, 1, 1)",
    );
  });

  afterEach(() => {
    db.close();
  });

  it('keeps the log of version 1 and does nothing the second time', () => {
    expect(db.prepare('SELECT count(*) FROM log').pluck().get()).toBe(1);
    migrate(db, 1);
    expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    expect(db.prepare('SELECT count(*) FROM cases').pluck().get()).toBe(1);
  });

  it('starts a case open, at intake, for everybody', () => {
    expect(db.prepare('SELECT state, stage, min_role, attempts, token FROM cases').get()).toEqual({
      state: 0,
      stage: 0,
      min_role: 0,
      attempts: 0,
      token: null,
    });
  });

  it('holds every bundle once', () => {
    expect(() =>
      db.exec(
        "INSERT INTO cases (case_id, bundle_id, policy, priority, visible_at, enqueued_at, received_at) VALUES ('c2', 'b1', 'HATE', 5, 0, 1, 1)",
      ),
    ).toThrow(/UNIQUE/u);
  });

  it.each(['state = 9', 'stage = 2', 'min_role = 2', 'priority = 10', 'attempts = -1', "visible_at = 'soon'"])(
    'refuses %s',
    (change) => {
      expect(() => db.exec(`UPDATE cases SET ${change}`)).toThrow();
    },
  );

  it('finds the next case without sorting the backlog', () => {
    const plan = db
      .prepare(
        'EXPLAIN QUERY PLAN SELECT id FROM cases WHERE state = 0 AND stage = 1 AND visible_at <= 5 ORDER BY priority DESC, id LIMIT 1',
      )
      .all() as { detail: string }[];
    const details = plan.map(({ detail }) => detail).join('; ');
    expect(details).toContain('cases_next');
    expect(details).not.toMatch(/TEMP B-TREE/u);
  });
});
