import type { Migration } from './migration.ts';

/**
 * The log: `entry` holds the signed bytes, the other columns are an index over them; `node` holds the complete
 * subtrees of the Merkle tree. Rows are never changed or removed: triggers refuse UPDATE and DELETE, and the insert
 * trigger refuses any index but the next one, which also stops INSERT OR REPLACE. Nodes are kept in the order in which
 * entries complete them (`last` is the last leaf a node covers), so that an append touches one page of that table.
 * There are few indexes because each costs an append one more page: searches name every kind to use the first of them.
 */
export const logTables: Migration = {
  name: '0001-log',
  sql: `
    CREATE TABLE log (
      idx INTEGER PRIMARY KEY,
      at TEXT NOT NULL,
      kind TEXT NOT NULL,
      actor TEXT NOT NULL,
      case_id TEXT,
      policy TEXT,
      finding TEXT,
      action TEXT,
      label TEXT,
      band TEXT,
      hands_on_ms INTEGER,
      entry BLOB NOT NULL
    ) STRICT;
    CREATE INDEX log_kind ON log(kind, actor, at);
    CREATE INDEX log_case ON log(case_id) WHERE case_id IS NOT NULL;
    CREATE INDEX log_policy ON log(policy, kind, at) WHERE policy IS NOT NULL;
    CREATE INDEX log_decision ON log(finding, action) WHERE finding IS NOT NULL;

    CREATE TABLE node (
      last INTEGER NOT NULL,
      level INTEGER NOT NULL,
      idx INTEGER NOT NULL,
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      PRIMARY KEY (last, level),
      CHECK (last = ((idx + 1) << level) - 1)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER log_sequence BEFORE INSERT ON log
    WHEN NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM log)
    BEGIN SELECT raise(ABORT, 'the log only grows at its end'); END;
    CREATE TRIGGER log_no_update BEFORE UPDATE ON log
    BEGIN SELECT raise(ABORT, 'log entries are never changed'); END;
    CREATE TRIGGER log_no_delete BEFORE DELETE ON log
    BEGIN SELECT raise(ABORT, 'log entries are never removed'); END;
    CREATE TRIGGER node_no_replace BEFORE INSERT ON node
    WHEN EXISTS (SELECT 1 FROM node WHERE last = NEW.last AND level = NEW.level)
    BEGIN SELECT raise(ABORT, 'tree nodes are never changed'); END;
    CREATE TRIGGER node_no_update BEFORE UPDATE ON node
    BEGIN SELECT raise(ABORT, 'tree nodes are never changed'); END;
    CREATE TRIGGER node_no_delete BEFORE DELETE ON node
    BEGIN SELECT raise(ABORT, 'tree nodes are never removed'); END;

    CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
};
