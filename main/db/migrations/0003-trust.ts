import type { Migration } from './migration.ts';

/**
 * Sealed content, people, keys, holds and disclosures. `payload` has its small columns before the sealed bytes, so that reading them leaves those
 * alone: `recipients` wraps the key of a bundle for the team and `salt`
 * opens the commitment in the log: erasing a case deletes both with the ciphertext. `barred` names who may not claim an
 * appeal. Private keys stand in `team_keys` and `secrets` sealed once more under the envelope key. `case_keys` seal the
 * texts about a case (note, record, drafts, reasons), `quarantine_keys` refused bundles, `team_key_keys` the private
 * half of a team key once more; destroying one overwrites its
 * bytes where they stand, see `queries/erasable.ts`. `reasons` opens the commitment of the entry `idx`: JSON of text and
 * salt, sealed under the key of the case `id` when there is one. `holds.idx` is the entry that set the hold.
 */
export const trustTables: Migration = {
  name: '0003-trust',
  sql: `
    ALTER TABLE cases ADD COLUMN received_idx INTEGER;
    ALTER TABLE cases ADD COLUMN decided_at INTEGER;
    ALTER TABLE cases ADD COLUMN erased_at INTEGER;
    ALTER TABLE cases ADD COLUMN barred TEXT;
    CREATE INDEX cases_kept ON cases(policy, decided_at) WHERE state = 2 AND erased_at IS NULL;
    CREATE INDEX cases_erased ON cases(id) WHERE erased_at IS NOT NULL;

    CREATE TABLE sealed_payload (
      id INTEGER PRIMARY KEY REFERENCES cases(id) ON DELETE CASCADE,
      header TEXT NOT NULL,
      recipients TEXT NOT NULL DEFAULT '',
      salt BLOB NOT NULL DEFAULT x'',
      sealed BLOB NOT NULL
    ) STRICT;
    INSERT INTO sealed_payload (id, header, sealed) SELECT id, header, sealed FROM payload;
    DROP TABLE payload;
    ALTER TABLE sealed_payload RENAME TO payload;

    CREATE TABLE users (
      id TEXT PRIMARY KEY,
      role TEXT NOT NULL CHECK (role IN ('moderator', 'lead', 'admin', 'auditor', 'evaluator')),
      grants TEXT NOT NULL DEFAULT '[]',
      disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
      initial INTEGER NOT NULL DEFAULT 1 CHECK (initial IN (0, 1)),
      added_at TEXT NOT NULL,
      signed_in_at TEXT
    ) STRICT;

    CREATE TABLE team_keys (
      id INTEGER PRIMARY KEY,
      key_id TEXT NOT NULL UNIQUE,
      public BLOB NOT NULL CHECK (length(public) = 32),
      private BLOB,
      state TEXT NOT NULL CHECK (state IN ('active', 'retired', 'destroyed')),
      not_before INTEGER NOT NULL,
      not_after INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      CHECK ((state = 'destroyed') = (private IS NULL))
    ) STRICT;

    CREATE TABLE platform_keys (
      key_id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      public BLOB NOT NULL CHECK (length(public) = 32),
      state TEXT NOT NULL CHECK (state IN ('trusted', 'retired')),
      not_before INTEGER NOT NULL,
      not_after INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE proposals (
      id TEXT PRIMARY KEY,
      change TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'applied', 'rejected', 'withdrawn')),
      proposed_by TEXT NOT NULL,
      proposed_at TEXT NOT NULL,
      decided_by TEXT,
      decided_at TEXT
    ) STRICT;

    CREATE TABLE disclosures (
      id TEXT PRIMARY KEY,
      case_id TEXT NOT NULL,
      terms TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'rejected', 'exported')),
      proposed_by TEXT NOT NULL,
      proposed_at TEXT NOT NULL,
      export TEXT
    ) STRICT;
    CREATE TABLE disclosure_decisions (
      disclosure TEXT NOT NULL REFERENCES disclosures(id),
      actor TEXT NOT NULL,
      at TEXT NOT NULL,
      approve INTEGER NOT NULL CHECK (approve IN (0, 1)),
      PRIMARY KEY (disclosure, actor)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE holds (
      case_id TEXT PRIMARY KEY REFERENCES cases(case_id),
      idx INTEGER NOT NULL,
      actor TEXT NOT NULL,
      at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE reasons (
      idx INTEGER PRIMARY KEY,
      id INTEGER REFERENCES cases(id),
      text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX reasons_case ON reasons(id) WHERE id IS NOT NULL;

    CREATE TABLE case_keys (
      id INTEGER PRIMARY KEY REFERENCES cases(id),
      key BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT;
    CREATE TABLE team_key_keys (
      id INTEGER PRIMARY KEY,
      key BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT;
    CREATE TABLE quarantine_keys (
      id INTEGER PRIMARY KEY,
      key BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT;
  `,
};
