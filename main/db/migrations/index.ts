import { ProblemError } from '../../../common/errors.ts';
import type { Connection } from '../types.ts';
import { logTables } from './0001-log.ts';
import { queueTables } from './0002-queue.ts';
import { trustTables } from './0003-trust.ts';
import type { Migration } from './migration.ts';

const MIGRATIONS: readonly Migration[] = [logTables, queueTables, trustTables];

/** Version of the schema this program writes: the number of migrations. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a database to the current schema, each step in its own transaction together with its version number.
 * @param upTo last step to run; tests stop early with it
 */
export function migrate(connection: Connection, applicationId: number, upTo = SCHEMA_VERSION): void {
  for (;;) {
    connection.exec('BEGIN IMMEDIATE');
    try {
      const done = Number(connection.pragma('user_version', { simple: true }));
      if (done > SCHEMA_VERSION) throw new ProblemError('DB_NEWER');
      const next = done < upTo ? MIGRATIONS[done] : undefined;
      if (next) {
        connection.exec(next.sql);
        connection.pragma(`user_version = ${done + 1}`);
        connection.pragma(`application_id = ${applicationId}`);
      }
      connection.exec('COMMIT');
      if (!next) return;
    } catch (thrown) {
      if (connection.inTransaction) connection.exec('ROLLBACK');
      throw thrown;
    }
  }
}
