import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, SCHEMA_VERSION } from './index.ts';

describe('0003-trust', () => {
  let db: Database.Database;

  beforeEach(() => {
    db = new Database(':memory:');
    db.pragma('foreign_keys = ON');
    migrate(db, 1, 2);
    db.exec(
      "INSERT INTO cases (case_id, bundle_id, policy, priority, visible_at, enqueued_at, received_at) VALUES ('c1', 'b1', 'HATE', 5, 0, 1, 1)",
    );
    db.exec("INSERT INTO payload (id, header, sealed) SELECT id, '{}', x'00' FROM cases");
    migrate(db, 1, 3);
  });

  afterEach(() => {
    db.close();
  });

  const insertKey = (state: string, secret: string): (() => unknown) => {
    return () =>
      db.exec(
        `INSERT INTO team_keys (key_id, public, private, state, not_before, not_after, created_at)
         VALUES ('k${db.prepare('SELECT count(*) FROM team_keys').pluck().get() as number}', zeroblob(32), ${secret}, '${state}', 0, 1, 0)`,
      );
  };

  it('keeps the queue of version 2 and does nothing the second time', () => {
    migrate(db, 1, 3);
    expect(db.pragma('user_version', { simple: true })).toBe(3);
    expect(SCHEMA_VERSION).toBeGreaterThanOrEqual(3);
    expect(db.prepare('SELECT barred, decided_at, erased_at, received_idx FROM cases').get()).toEqual({
      barred: null,
      decided_at: null,
      erased_at: null,
      received_idx: null,
    });
    expect(db.prepare('SELECT recipients, length(salt) AS salt FROM payload').get()).toEqual({
      recipients: '',
      salt: 0,
    });
  });

  it('holds a destroyed key without its private half, and no other that way', () => {
    expect(insertKey('active', "x'01'")).not.toThrow();
    expect(insertKey('destroyed', 'NULL')).not.toThrow();
    expect(insertKey('active', 'NULL')).toThrow(/CHECK/u);
    expect(insertKey('destroyed', "x'01'")).toThrow(/CHECK/u);
    expect(() => db.exec("UPDATE team_keys SET state = 'destroyed' WHERE key_id = 'k0'")).toThrow(/CHECK/u);
  });

  it('knows five roles and starts everybody with a first passphrase', () => {
    const insert = db.prepare("INSERT INTO users (id, role, added_at) VALUES (?, ?, 't')");
    for (const role of ['moderator', 'lead', 'admin', 'auditor', 'evaluator']) insert.run(role, role);
    expect(() => insert.run('x', 'owner')).toThrow(/CHECK/u);
    expect(() => insert.run('lead', 'lead')).toThrow(/UNIQUE/u);
    expect(db.prepare('SELECT DISTINCT initial, disabled, grants FROM users').all()).toEqual([
      { initial: 1, disabled: 0, grants: '[]' },
    ]);
  });

  it('counts one decision of a person on a disclosure', () => {
    db.exec(
      "INSERT INTO disclosures (id, case_id, terms, proposed_by, proposed_at) VALUES ('d', 'c1', '{}', 'l', 't')",
    );
    const decide = db.prepare(
      "INSERT INTO disclosure_decisions (disclosure, actor, at, approve) VALUES (?, ?, 't', 1)",
    );
    decide.run('d', 'a1');
    expect(() => decide.run('d', 'a1')).toThrow(/UNIQUE/u);
    expect(() => decide.run('other', 'a1')).toThrow(/FOREIGN KEY/u);
    expect(db.prepare('SELECT state FROM disclosures').pluck().get()).toBe('open');
  });

  it.each([
    "INSERT INTO holds (case_id, idx, actor, at) VALUES ('none', 0, 'a', 't')",
    "UPDATE proposals SET state = 'done'",
  ])('refuses %s', (sql) => {
    db.exec("INSERT INTO proposals (id, change, proposed_by, proposed_at) VALUES ('p', '{}', 'a', 't')");
    expect(() => db.exec(sql)).toThrow(/FOREIGN KEY|CHECK/u);
  });
});
