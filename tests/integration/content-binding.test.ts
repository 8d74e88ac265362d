import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { makeBundle } from './support/bundles.ts';
import { quintet } from './support/command-line.ts';
import { accept, startDesk } from './support/desk.ts';
import { openRaw } from './support/raw-database.ts';
import { freshWorkspace } from './support/temporary.ts';

/** What somebody with the key, and so with every right to write the file, may try without writing an entry. */
const CHANGES: readonly (readonly [what: string, change: (db: Database.Database) => void, says: RegExp])[] = [
  [
    'exchanging the stored bundles of two cases',
    (db) => {
      const [first, second] = db
        .prepare('SELECT id, header, recipients, sealed, salt FROM payload ORDER BY id')
        .all() as {
        id: number;
        header: string;
        recipients: string;
        sealed: Buffer;
        salt: Buffer;
      }[];
      const put = db.prepare('UPDATE payload SET header = ?, recipients = ?, sealed = ?, salt = ? WHERE id = ?');
      put.run(second!.header, second!.recipients, second!.sealed, second!.salt, first!.id);
      put.run(first!.header, first!.recipients, first!.sealed, first!.salt, second!.id);
    },
    /the stored bundle is not the one that came in/u,
  ],
  [
    'giving a case the name of another bundle',
    (db) => db.exec("UPDATE cases SET bundle_id = 'another bundle' WHERE id = (SELECT min(id) FROM cases)"),
    /the case belongs to another bundle/u,
  ],
  [
    'one flipped bit of a ciphertext',
    (db) => {
      const { id, sealed } = db.prepare('SELECT id, sealed FROM payload ORDER BY id LIMIT 1').get() as {
        id: number;
        sealed: Buffer;
      };
      sealed[100]! ^= 1;
      db.prepare('UPDATE payload SET sealed = ? WHERE id = ?').run(sealed, id);
    },
    /the stored bundle is not the one that came in/u,
  ],
  [
    'removing the content of a case',
    (db) => db.exec('DELETE FROM payload WHERE id = (SELECT min(id) FROM payload)'),
    /the content of the case is missing/u,
  ],
  [
    'removing a case',
    (db) => db.exec('DELETE FROM cases WHERE id = (SELECT min(id) FROM cases)'),
    /the case is not in the queue any more/u,
  ],
  [
    'marking a case as erased',
    (db) =>
      db.exec(
        'DELETE FROM payload WHERE id = (SELECT min(id) FROM cases); UPDATE cases SET erased_at = 1 WHERE id = (SELECT min(id) FROM cases)',
      ),
    /the content was erased without an entry/u,
  ],
  [
    'marking a case as decided',
    (db) => db.exec('UPDATE cases SET state = 2 WHERE id = (SELECT min(id) FROM cases)'),
    /a state the log does not tell of/u,
  ],
  [
    'adding a case that never came in',
    (db) =>
      db.exec(
        "INSERT INTO cases (case_id, bundle_id, policy, priority, visible_at, enqueued_at, received_at) VALUES ('c', 'b', 'HATE', 5, 0, 1, 1)",
      ),
    /no entry says that it came in/u,
  ],
];

describe('the log binds what is stored', () => {
  let folder: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ folder, remove } = await freshWorkspace());
    const workspace = await openWorkspace(folder, { asHost: false });
    for (let n = 0; n < 3; n += 1) expect(await accept(workspace, makeBundle().raw)).toBe('queued');
    await workspace.close();
  });

  afterEach(() => remove());

  it('finds nothing to say about cases nobody has touched', async () => {
    const { code, stdout } = await quintet(['--workspace', folder, '--json', 'audit', 'verify', '--content']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      content: { ok: true, checkedCases: 3, erased: 0, problems: [] },
    });
  });

  it.each(CHANGES)('notices %s', async (_what, change, says) => {
    const db = await openRaw(folder);
    db.pragma('foreign_keys = OFF');
    change(db);
    db.close();
    const workspace = await openWorkspace(folder, { asHost: false });
    const report = await workspace.log.verifyContent();
    await workspace.close();
    expect(report.ok).toBe(false);
    expect(report.problems.join('\n')).toMatch(says);
  });

  it('never scores or shows a case that was given the name of another bundle', async () => {
    const db = await openRaw(folder);
    db.exec("UPDATE cases SET bundle_id = 'another bundle' WHERE id = (SELECT min(id) FROM cases)");
    db.close();
    const desk = await startDesk(folder);
    try {
      await desk.screened();
      const { rows } = await desk.workspace.quarantine.list(10);
      expect(rows.map(({ code }) => code)).toEqual(['NOT_AS_LOGGED']);
    } finally {
      await desk.application.close();
    }
  });

  it('never scores or shows a case whose stored bundle was changed: it goes to quarantine with its code', async () => {
    const db = await openRaw(folder);
    CHANGES[0]![1](db);
    db.close();
    const desk = await startDesk(folder);
    try {
      await desk.screened();
      const stats = await desk.workspace.queue.stats();
      expect(stats).toMatchObject({ ready: 1, unscored: 0, quarantined: 2 });
      const { rows } = await desk.workspace.quarantine.list(10);
      expect(rows.map(({ code }) => code)).toEqual(['NOT_AS_LOGGED', 'NOT_AS_LOGGED']);
    } finally {
      await desk.application.close();
    }
  });
});
