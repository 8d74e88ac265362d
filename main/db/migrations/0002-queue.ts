import type { Migration } from './migration.ts';

/**
 * The queue. `state`: 0 open, 1 settling (committed, can still be undone), 2 decided, 3 dead, 4 quarantined, 5 erased before it was decided.
 * `visible_at` (Unix milliseconds) is readiness and lease in one: an open case is ready when it has passed, leased
 * when it lies ahead and there is a token, delayed when it lies ahead without one. Content stands in `payload`, so
 * that a change of state never rewrites it. `stage`: 0 intake, 1 review. `min_role`: 0 moderator, 1 lead.
 */
export const queueTables: Migration = {
  name: '0002-queue',
  sql: `
    CREATE TABLE cases (
      id INTEGER PRIMARY KEY,
      case_id TEXT NOT NULL UNIQUE,
      bundle_id TEXT NOT NULL UNIQUE,
      state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 5),
      stage INTEGER NOT NULL DEFAULT 0 CHECK (stage IN (0, 1)),
      min_role INTEGER NOT NULL DEFAULT 0 CHECK (min_role IN (0, 1)),
      policy TEXT NOT NULL,
      priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
      visible_at INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      token TEXT,
      settles_at INTEGER,
      committed INTEGER,
      enqueued_at INTEGER NOT NULL,
      received_at INTEGER NOT NULL,
      note TEXT,
      record TEXT
    ) STRICT;
    CREATE INDEX cases_next ON cases(stage, priority DESC, id) WHERE state = 0;
    CREATE INDEX cases_next_of_policy ON cases(stage, policy, priority DESC, id) WHERE state = 0;
    CREATE INDEX cases_worn_out ON cases(id) WHERE state = 0 AND attempts >= 5;
    CREATE INDEX cases_settling ON cases(settles_at) WHERE state = 1;
    CREATE INDEX cases_dead ON cases(id) WHERE state = 3;

    CREATE TABLE payload (
      id INTEGER PRIMARY KEY REFERENCES cases(id) ON DELETE CASCADE,
      header TEXT NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT;

    CREATE TABLE seen (
      actor TEXT NOT NULL,
      id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
      PRIMARY KEY (actor, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX seen_case ON seen(id);

    CREATE TABLE drafts (
      case_id TEXT NOT NULL REFERENCES cases(case_id) ON DELETE CASCADE,
      actor TEXT NOT NULL,
      draft TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (case_id, actor)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE quarantine (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at TEXT NOT NULL,
      code TEXT NOT NULL,
      field TEXT,
      bytes INTEGER NOT NULL,
      bundle_id TEXT,
      via TEXT NOT NULL,
      raw BLOB,
      case_id TEXT REFERENCES cases(case_id)
    ) STRICT;
  `,
};
