import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInfo } from '../../main/core/workspace/info.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import type { SignatureReport, TreeReport } from '../../main/db/queries/verify.ts';
import { openSession } from '../../main/db/sessions.ts';
import { signCheckpoint } from '../../main/tlog/checkpoint.ts';
import { hashLeaf, nodesCompletedBy, rootOf } from '../../main/tlog/merkle.ts';
import { createSigner } from '../../main/tlog/note.ts';
import { AT, committed, stored } from './support/queue-contract-entries.ts';
import { databaseKeyOf, openRaw } from './support/raw-database.ts';
import { onCopy, tamper, verify } from './support/sabotage.ts';
import { freshWorkspace } from './support/temporary.ts';

const ENTRIES = 57;
const FIRST_DECISION = 20;

describe('a changed log', () => {
  let folder: string;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ folder, remove } = await freshWorkspace());
    const workspace = await openWorkspace(folder, { asHost: false });
    // What making the workspace logged comes first; the entries changed below are decisions.
    const { size } = await workspace.log.checkpoint();
    expect(size).toBeLessThan(FIRST_DECISION);
    for (let index = size; index < ENTRIES; index += 1) await workspace.log.append(committed(`case-${index}`));
    await workspace.close();
  });

  afterAll(() => remove());

  const tampered = (change: (db: Database.Database) => void): Promise<Awaited<ReturnType<typeof verify>>> =>
    onCopy(folder, async (copy) => {
      await tamper(copy, change);
      return verify(copy);
    });

  it('is not confused with a sound one', async () => {
    expect(await verify(folder)).toMatchObject({
      ok: true,
      size: ENTRIES,
      checkedEntries: ENTRIES,
      firstBadIndex: null,
      problems: [],
    });
  });

  it('shows any flipped bit of any entry, at its index', async () => {
    await onCopy(folder, async (copy) => {
      const layout = layoutOf(copy);
      const info = readInfo(layout);
      const session = openSession(
        {
          role: 'read',
          create: false,
          file: layout.databaseFile,
          key: await databaseKeyOf(copy),
          checkpointFile: layout.checkpointFile,
          verifiedFile: layout.verifiedFile,
          origin: info.origin,
          device: info.device,
          privateKey: null,
          verifierKeys: readFileSync(layout.publicKeysFile, 'utf8').trim().split('\n'),
        },
        () => undefined,
      );
      await tamper(copy, () => undefined);
      const db = await openRaw(copy);
      const read = db.prepare('SELECT entry FROM log WHERE idx = ?').pluck();
      const replace = db.prepare('UPDATE log SET entry = ? WHERE idx = ?');
      fc.assert(
        fc.property(fc.nat({ max: ENTRIES - 1 }), fc.nat(), fc.nat({ max: 7 }), (index, offset, bit) => {
          const entry = read.get(index) as Buffer;
          const changed = Buffer.from(entry);
          changed[offset % entry.length]! ^= 1 << bit;
          replace.run(changed, index);
          const tree = session.run('log.verifyTree', {}) as TreeReport;
          expect(Math.min(...tree.findings.map((finding) => finding.index ?? Infinity))).toBe(index);
          const signatures = session.run('log.verifySignatures', { from: 0, to: ENTRIES }) as SignatureReport;
          expect(signatures.findings.map((finding) => finding.index)).toEqual([index]);
          replace.run(entry, index);
          expect((session.run('log.verifyTree', {}) as TreeReport).findings).toEqual([]);
        }),
        { numRuns: 150 },
      );
      db.close();
      session.close();
    });
  });

  it('shows that the newest row was deleted, with the size that is left', async () => {
    const last = ENTRIES - 1;
    const rowOnly = await tampered((db) => db.exec(`DELETE FROM log WHERE idx = ${last}`));
    expect(rowOnly).toMatchObject({ ok: false, firstBadIndex: last, size: last });
    const withNodes = await tampered((db) =>
      db.exec(`DELETE FROM log WHERE idx = ${last}; DELETE FROM node WHERE last = ${last}`),
    );
    expect(withNodes).toMatchObject({ ok: false, firstBadIndex: last, size: last });
    expect(withNodes.problems[0]).toContain(`signed over ${ENTRIES}`);
  });

  it('shows that the newest row was deleted also when the checkpoint of before is put back', async () => {
    await onCopy(folder, async (copy) => {
      const { checkpointFile } = layoutOf(copy);
      await copyFile(checkpointFile, `${checkpointFile}.old`);
      const workspace = await openWorkspace(copy, { asHost: false });
      await workspace.log.append(committed('later'));
      await workspace.close();
      await copyFile(`${checkpointFile}.old`, checkpointFile);
      expect(await verify(copy)).toMatchObject({ ok: true, size: ENTRIES + 1 });
      await tamper(copy, (db) => db.exec(`DELETE FROM log WHERE idx = ${ENTRIES}`));
      const report = await verify(copy);
      expect(report).toMatchObject({ ok: false, firstBadIndex: ENTRIES, size: ENTRIES });
      expect(report.problems).toEqual([`The tree holds nodes of entries after the last one, ${ENTRIES - 1}.`]);
    });
  });

  it('shows a row missing in the middle', async () => {
    const report = await tampered((db) => db.exec('DELETE FROM log WHERE idx = 30'));
    expect(report).toMatchObject({ ok: false, firstBadIndex: 30, size: ENTRIES, checkedEntries: ENTRIES - 1 });
  });

  const SWAP = `
    UPDATE log SET idx = -1 WHERE idx = 31; UPDATE log SET idx = 31 WHERE idx = 50; UPDATE log SET idx = 50 WHERE idx = -1;`;

  it('shows two swapped rows, at the lower index', async () => {
    expect(await tampered((db) => db.exec(SWAP))).toMatchObject({ ok: false, firstBadIndex: 31 });
  });

  it('shows swapped rows also when the whole tree was rebuilt to match', async () => {
    const report = await tampered((db) => {
      db.exec(SWAP);
      rebuildTree(db);
    });
    expect(report).toMatchObject({ ok: false, firstBadIndex: 31 });
  });

  it('shows a forged entry also when the whole tree was rebuilt to match', async () => {
    const report = await tampered((db) => {
      const entry = db.prepare('SELECT entry FROM log WHERE idx = 29').pluck().get() as Buffer;
      const forged = Buffer.from(entry.toString('utf8').replace('"warn"', '"none"'));
      db.prepare("UPDATE log SET entry = ?, action = 'none' WHERE idx = 29").run(forged);
      rebuildTree(db);
    });
    expect(report).toMatchObject({ ok: false, firstBadIndex: 29 });
    expect(report.problems).toContain('Entry 29: its signature is wrong.');
  });

  it.each([
    ["at = '2020-01-01T00:00:00.000Z'", 'at'],
    ["kind = 'decision.final'", 'kind'],
    ["actor = 'mod-02'", 'actor'],
    ["case_id = 'case-6'", 'caseId'],
    ["policy = 'SPAM.bulk'", 'policy'],
    ["finding = 'no_violation'", 'finding'],
    ["action = 'ban'", 'action'],
    ["label = 'insult'", 'label'],
    ["band = 'likely'", 'band'],
    ['hands_on_ms = 5', 'handsOnMs'],
    ['case_id = NULL', 'caseId'],
  ])('shows an edited column (%s)', async (change, name) => {
    const report = await tampered((db) => db.exec(`UPDATE log SET ${change} WHERE idx = 25`));
    expect(report).toMatchObject({ ok: false, firstBadIndex: 25 });
    expect(report.problems).toEqual([`Entry 25: the column ${name} differs from the signed entry.`]);
  });

  it('shows an edited tree node once, at the first entry below it', async () => {
    const leaf = await tampered((db) => db.exec('UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND idx = 13'));
    expect(leaf).toMatchObject({ ok: false, firstBadIndex: 13 });
    const inner = await tampered((db) => db.exec('UPDATE node SET hash = zeroblob(32) WHERE level = 2 AND idx = 3'));
    expect(inner).toMatchObject({ ok: false, firstBadIndex: 12 });
    expect(inner.problems.filter((problem) => problem.includes('tree node'))).toHaveLength(1);
    const missing = await tampered((db) => db.exec('DELETE FROM node WHERE level = 1 AND idx = 4'));
    expect(missing).toMatchObject({ ok: false, firstBadIndex: 8 });
  });

  it('shows a rolled-back database, refuses to go on, and reads on', async () => {
    await onCopy(folder, async (copy) => {
      const { databaseFile } = layoutOf(copy);
      await copyFile(databaseFile, `${databaseFile}.old`);
      const workspace = await openWorkspace(copy, { asHost: false });
      await workspace.log.append(committed('later'));
      await workspace.close();
      await copyFile(`${databaseFile}.old`, databaseFile);
      await expectDamaged(copy, /entries are missing/u);
      expect(await verify(copy)).toMatchObject({ ok: false, firstBadIndex: ENTRIES, size: ENTRIES });
    });
  });

  it('shows a truncated write-ahead log', async () => {
    await onCopy(folder, async (copy) => {
      const workspace = await openWorkspace(copy, { asHost: false });
      for (let index = 0; index < 10; index += 1) await workspace.log.append(committed(`wal-${index}`));
      await workspace.log.checkpoint();
      await onCopy(copy, async (crashed) => {
        const wal = `${layoutOf(crashed).databaseFile}-wal`;
        await rm(`${layoutOf(crashed).databaseFile}-shm`, { force: true });
        await truncate(wal, Math.floor((await readFile(wal)).length / 2));
        await expectDamaged(crashed, /entries are missing/u);
        const report = await verify(crashed);
        expect(report.ok).toBe(false);
        expect(report.firstBadIndex).toBe(report.size);
        expect(report.size).toBeLessThan(ENTRIES + 10);
      });
      await workspace.close();
    });
  });

  it('counts a missing, a foreign and a forged checkpoint file as damage', async () => {
    await onCopy(folder, async (copy) => {
      const { checkpointFile } = layoutOf(copy);
      const note = await readFile(checkpointFile, 'utf8');
      await rm(checkpointFile);
      await expectDamaged(copy, /checkpoint file beside the database is missing/u);
      expect(await verify(copy)).toMatchObject({ ok: false, firstBadIndex: null });
      await writeFile(checkpointFile, note.replace(`\n${ENTRIES}\n`, `\n${ENTRIES - 1}\n`));
      await expectDamaged(copy, /signature/u);
      await writeFile(checkpointFile, 'nothing');
      await expectDamaged(copy, /not a signed checkpoint/u);
      await writeFile(checkpointFile, note);
      expect(await verify(copy)).toMatchObject({ ok: true });
    });
  });

  it('is only trusted for signatures as far as an earlier verification still holds', async () => {
    await onCopy(folder, async (copy) => {
      const workspace = await openWorkspace(copy, { asHost: false });
      expect((await workspace.log.verifyFully()).signatures).toEqual({ checked: ENTRIES, checkedBefore: 0 });
      await workspace.log.append(committed('one more'));
      expect((await workspace.log.verifyFully()).signatures).toEqual({ checked: 1, checkedBefore: ENTRIES });
      expect((await workspace.log.verifyFully({ everySignature: true })).signatures).toEqual({
        checked: ENTRIES + 1,
        checkedBefore: 0,
      });
      await workspace.close();
      const forged = (entry: Buffer): Buffer => Buffer.from(entry.toString('utf8').replace('"warn"', '"none"'));
      await tamper(copy, (db) => {
        const entry = db.prepare('SELECT entry FROM log WHERE idx = 29').pluck().get() as Buffer;
        db.prepare("UPDATE log SET entry = ?, action = 'none' WHERE idx = 29").run(forged(entry));
        rebuildTree(db);
      });
      expect(await verify(copy)).toMatchObject({ ok: false, firstBadIndex: 29 });
    });
  });

  it('does not spare a forged entry its signature check because the entry before it was once verified', async () => {
    await onCopy(folder, async (copy) => {
      const workspace = await openWorkspace(copy, { asHost: false });
      expect((await workspace.log.verifyFully()).signatures.checked).toBe(ENTRIES);
      const { devicePem } = workspace.vault;
      await workspace.close();
      expect(await verify(copy)).toMatchObject({ ok: true });
      const { checkpointFile } = layoutOf(copy);
      const { origin } = readInfo(layoutOf(copy));
      const key = createPrivateKey(devicePem);
      let root: Buffer = Buffer.alloc(0);
      await tamper(copy, (db) => {
        const entry = db.prepare('SELECT entry FROM log WHERE idx = 29').pluck().get() as Buffer;
        const forged = Buffer.from(entry.toString('utf8').replace('"warn"', '"none"'));
        db.prepare("UPDATE log SET entry = ?, action = 'none' WHERE idx = 29").run(forged);
        root = rebuildTree(db);
      });
      // A host that was running meanwhile signs its next checkpoint over the tree as it finds it.
      await writeFile(checkpointFile, signCheckpoint({ origin, size: ENTRIES, root }, createSigner(origin, key)));
      const report = await verify(copy);
      expect(report).toMatchObject({ ok: false, firstBadIndex: 29 });
      expect(report.problems).toContain('Entry 29: its signature is wrong.');
    });
  });

  async function expectDamaged(copy: string, why: RegExp): Promise<void> {
    const workspace = await openWorkspace(copy, { asHost: false });
    try {
      expect(workspace.log.damaged).toMatch(why);
      await expect(workspace.log.append(committed('refused'))).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
      expect(await workspace.queue.health()).toMatchObject({ ok: false });
      expect((await workspace.log.search({}, null, 5)).rows.length).toBeGreaterThan(0);
      const enqueue = workspace.queue.enqueue(
        stored('c'),
        { policy: 'HATE', priority: 1 },
        { at: AT, actor: 'quintet', event: { kind: 'case.requeued', case: 'c' } },
      );
      await expect(enqueue).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
      expect((await workspace.queue.stats()).ready).toBe(0);
    } finally {
      await workspace.close();
    }
  }
});

/** Recomputes every node from the entries as they stand, as a careful forger would; answers with the root. */
function rebuildTree(db: Database.Database): Buffer {
  db.exec('DELETE FROM node');
  const insert = db.prepare('INSERT INTO node (last, level, idx, hash) VALUES (?, ?, ?, ?)');
  const nodes = new Map<string, Buffer>();
  const entries = db.prepare('SELECT entry FROM log ORDER BY idx').pluck().all() as Buffer[];
  const read = (level: number, index: number): Buffer => nodes.get(`${level}/${index}`)!;
  for (const [index, entry] of entries.entries())
    for (const node of nodesCompletedBy(index, hashLeaf(entry), read)) {
      nodes.set(`${node.level}/${node.index}`, node.hash);
      insert.run(index, node.level, node.index, node.hash);
    }
  return rootOf(entries.length, read);
}
