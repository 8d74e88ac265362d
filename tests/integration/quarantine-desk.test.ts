import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Output } from '../../common/contract.ts';
import { SETTINGS } from '../../main/core/keys/key-store.ts';
import { plainPages } from './support/plain-pages.ts';
import { accept, startDesk, type RunningDesk } from './support/desk.ts';
import { makeBundle } from './support/bundles.ts';
import { openWithKey } from './support/raw-database.ts';
import { refusalOf, signIn, type Call } from './support/seats.ts';
import { LEASE_MS, StoredCases } from './support/stored-cases.ts';
import { freshWorkspace } from './support/temporary.ts';

const DAY = 24 * 60 * 60 * 1000;
const CANARY = 'zebra-quartz-lantern';
const REASON = 'The platform told us that it was delayed.';

let desk: RunningDesk;
let remove: () => Promise<void>;
let lead: Call;
let ungranted: Call;

beforeAll(async () => {
  const fresh = await freshWorkspace();
  remove = fresh.remove;
  desk = await startDesk(fresh.folder, { graceMs: 0 });
  const admin = await signIn(desk.application, 'admin-01');
  const passphrase = 'a passphrase for a test';
  await admin('people.add', { id: 'lead-02', role: 'lead', grants: [], passphrase });
  lead = await signIn(desk.application, 'lead-01');
  ungranted = await signIn(desk.application, 'lead-02', passphrase);
});

afterAll(async () => {
  await desk.application.close();
  await remove();
});

async function newest(): Promise<Output<'quarantine.list'>['rows'][number]> {
  const row = (await lead('quarantine.list', { limit: 1 })).rows[0];
  if (row === undefined) throw new Error('quarantine is empty');
  return row;
}

async function refused(raw: Uint8Array): Promise<Output<'quarantine.list'>['rows'][number]> {
  expect(await accept(desk.workspace, raw)).toBe('quarantined');
  return newest();
}

/** Lets in bundles without proof, or not, as an admin would change it. */
async function allowUnsigned(allowed: boolean): Promise<void> {
  const rules = { allowUnsigned: allowed, maxAgeDays: 730 };
  await desk.workspace.keys.change({
    settings: [{ name: SETTINGS.intakeRules, value: JSON.stringify(rules) }],
    entries: [],
  });
}

async function entriesOf(kind: string): Promise<unknown[]> {
  const { rows } = await lead('log.search', { filters: { kind }, before: null, limit: 100 });
  return rows;
}

const stillThere = async (id: number): Promise<boolean> =>
  (await lead('quarantine.list', { limit: 500 })).rows.some((row) => row.id === id);

/** A report whose consent does not fit: never released. */
function tampered(): Uint8Array {
  const { raw } = makeBundle({ texts: ['One.', CANARY, 'Three.', 'Four.', 'Five.'] });
  return Buffer.from(Buffer.from(raw).toString('utf8').replace('"announced":5', '"announced":4'));
}

const expired = (wish: Parameters<typeof makeBundle>[0] = {}): ReturnType<typeof makeBundle> =>
  makeBundle({ ...wish, receivedAt: Date.now() - 740 * DAY });

describe('looking at a refused report', () => {
  it('tells code, header and verdicts, never content, and is logged first', async () => {
    const row = await refused(tampered());
    const before = (await entriesOf('quarantine.inspected')).length;
    const found = await lead('quarantine.inspect', { id: row.id });
    expect(found).toMatchObject({
      id: row.id,
      code: 'CONSENT_EXCEEDED',
      sealed: false,
      announced: 4,
      notReleasable: 'CONSENT_EXCEEDED',
      header: { policy: 'HARASSMENT' },
      caseId: null,
    });
    expect(found.messages).toHaveLength(5);
    expect(JSON.stringify(found)).not.toContain('zebra');
    expect(await entriesOf('quarantine.inspected')).toHaveLength(before + 1);
  });

  it('is refused for what is not there, and for a restricted lane without a grant, before anything is logged', async () => {
    expect(await refusalOf(lead('quarantine.inspect', { id: 99_999 }))).toBe('NO_SUCH_ITEM');
    const row = await refused(expired({ category: 'CHILD' }).raw);
    const before = (await entriesOf('quarantine.inspected')).length;
    const asked = { id: row.id, reason: REASON };
    expect(await refusalOf(ungranted('quarantine.inspect', { id: row.id }))).toBe('NOT_ALLOWED');
    expect(await refusalOf(ungranted('quarantine.release', asked))).toBe('NOT_ALLOWED');
    expect(await refusalOf(ungranted('quarantine.delete', asked))).toBe('NOT_ALLOWED');
    expect(await entriesOf('quarantine.inspected')).toHaveLength(before);
    expect(await stillThere(row.id)).toBe(true);
    expect((await lead('quarantine.inspect', { id: row.id })).notReleasable).toBeNull();
  });

  it('is for leads alone', async () => {
    for (const user of ['mod-01', 'admin-01', 'auditor-01'])
      expect(await refusalOf((await signIn(desk.application, user))('quarantine.inspect', { id: 1 }))).toBe(
        'NOT_ALLOWED',
      );
  });
});

describe('releasing', () => {
  it('lets an expired report into the queue like any other; the reason stays out of the log', async () => {
    const { raw, id } = expired();
    const row = await refused(raw);
    expect(row).toMatchObject({ code: 'AGE', bundleId: id });
    expect(await lead('quarantine.release', { id: row.id, reason: REASON })).toEqual({ outcome: 'queued', code: null });
    expect(await stillThere(row.id)).toBe(false);
    await desk.screened();
    const moderator = await signIn(desk.application, 'mod-01');
    const view = (await moderator('review.next', { policies: null, includeSkipped: true })).case;
    expect(view).not.toBeNull();
    await moderator('review.skip', { lease: { caseId: view!.caseId, token: view!.token } });
    const { entries } = await lead('log.case', { caseId: view!.caseId });
    expect(entries[0]).toMatchObject({
      kind: 'case.received',
      actor: 'lead-01',
      detail: { via: 'release', bundle: id },
    });
    const [released] = await entriesOf('quarantine.released');
    expect(JSON.stringify(released)).not.toContain(REASON);
    expect(await accept(desk.workspace, raw)).toBe('quarantined');
    const again = await newest();
    expect(await lead('quarantine.release', { id: again.id, reason: REASON })).toEqual({
      outcome: 'duplicate',
      code: null,
    });
    expect(await refusalOf(lead('quarantine.release', { id: again.id, reason: REASON }))).toBe('NO_SUCH_ITEM');
  });

  it('keeps what shows tampering, says why, and logs the attempt', async () => {
    const row = await refused(tampered());
    const before = (await entriesOf('quarantine.released')).length;
    expect(await lead('quarantine.release', { id: row.id, reason: REASON })).toEqual({
      outcome: 'refused',
      code: 'CONSENT_EXCEEDED',
    });
    expect(await stillThere(row.id)).toBe(true);
    expect(await entriesOf('quarantine.released')).toHaveLength(before + 1);
  });

  it('lets in a report without proof that the rules forbid, marked as not verifiable', async () => {
    await allowUnsigned(false);
    const row = await refused(makeBundle().raw);
    expect(row.code).toBe('UNSIGNED_NOT_ALLOWED');
    expect(await lead('quarantine.release', { id: row.id, reason: REASON })).toMatchObject({ outcome: 'queued' });
    const { rows } = await lead('log.search', { filters: { kind: 'case.received' }, before: null, limit: 1 });
    const { entries } = await lead('log.case', { caseId: rows[0]!.caseId! });
    expect(entries[0]).toMatchObject({ detail: { verdict: 'not_verifiable', via: 'release' } });
    await allowUnsigned(true);
  });

  it('puts a case back that verifies again, and no other', async () => {
    const { queue } = desk.workspace;
    const cases = new StoredCases(desk.workspace);
    await accept(desk.workspace, makeBundle({ category: 'THREAT' }).raw);
    await desk.screened();
    const quarantine = async (): Promise<{ caseId: string; id: number }> => {
      const policies = ['THREAT'] as const;
      const claimed = await queue.claim({ stage: 'review', policies, leaseMs: LEASE_MS, role: 'lead' });
      const { caseId, bundleId } = claimed!;
      const entry = cases.entry({
        kind: 'case.quarantined',
        case: caseId,
        bundle: bundleId,
        code: 'PLATFORM_KEY_RETIRED',
        bytes: 1,
      });
      await queue.deadLetter(claimed!, entry, { to: 'quarantine', code: 'PLATFORM_KEY_RETIRED', field: null });
      return { caseId, id: (await newest()).id };
    };
    const first = await quarantine();
    const found = await lead('quarantine.inspect', { id: first.id });
    expect(found).toMatchObject({ caseId: first.caseId, sealed: true, notReleasable: null });
    expect(await lead('quarantine.release', { id: first.id, reason: REASON })).toEqual({
      outcome: 'queued',
      code: null,
    });
    await desk.screened();
    const second = await quarantine();
    expect(second.caseId).toBe(first.caseId);

    const { layout, vault } = desk.workspace;
    const db = openWithKey(layout.databaseFile, vault.databaseKey);
    db.prepare('UPDATE payload SET salt = zeroblob(32) WHERE id = (SELECT id FROM cases WHERE case_id = ?)').run(
      first.caseId,
    );
    db.close();
    expect((await lead('quarantine.inspect', { id: second.id })).notReleasable).toBe('NOT_AS_LOGGED');
    expect(await lead('quarantine.release', { id: second.id, reason: REASON })).toEqual({
      outcome: 'refused',
      code: 'NOT_AS_LOGGED',
    });
    await lead('quarantine.delete', { id: second.id, reason: REASON });
    expect(await refusalOf(lead('case.erase', { caseId: first.caseId, reason: REASON }))).toBe('CASE_ERASED');
    const { entries } = await lead('log.case', { caseId: first.caseId });
    expect(entries.at(-1)).toMatchObject({ kind: 'case.erased', detail: { cause: 'request' } });
  });
});

describe('deleting', () => {
  it('leaves no byte of the report, and the log says what was deleted by whom', async () => {
    const row = await refused(tampered());
    const { layout, vault } = desk.workspace;
    const db = openWithKey(layout.databaseFile, vault.databaseKey);
    const key = db.prepare('SELECT key FROM quarantine_keys WHERE id = ?').pluck().get(row.id) as Buffer;
    const stored = db.prepare('SELECT raw FROM quarantine WHERE id = ?').pluck().get(row.id) as Buffer;
    db.close();
    const everything = (): Buffer => plainPages(layout.databaseFile, vault.databaseKey);
    expect(everything().includes(key)).toBe(true);
    expect(everything().includes(stored.subarray(200, 264))).toBe(true);
    expect(everything().includes('zebra')).toBe(false);

    const { index } = await lead('quarantine.delete', { id: row.id, reason: REASON });

    expect(everything().includes(key)).toBe(false);
    expect(everything().includes(stored.subarray(200, 264))).toBe(false);
    expect(await stillThere(row.id)).toBe(false);
    expect((await entriesOf('quarantine.deleted'))[0]).toMatchObject({ index, actor: 'lead-01' });
    expect(await refusalOf(lead('quarantine.delete', { id: row.id, reason: REASON }))).toBe('NO_SUCH_ITEM');
    expect((await lead('log.verify', {})).ok).toBe(true);
  });

  it('is refused while a hold keeps the case', async () => {
    const cases = new StoredCases(desk.workspace);
    await accept(desk.workspace, makeBundle({ category: 'FRAUD' }).raw);
    await desk.screened();
    const policies = ['FRAUD'] as const;
    const claimed = await desk.workspace.queue.claim({ stage: 'review', policies, leaseMs: LEASE_MS, role: 'lead' });
    const { caseId, bundleId } = claimed!;
    const entry = cases.entry({ kind: 'case.quarantined', case: caseId, bundle: bundleId, code: 'SEAL', bytes: 1 });
    await desk.workspace.queue.deadLetter(claimed!, entry, { to: 'quarantine', code: 'SEAL', field: null });
    const { id } = await newest();
    await lead('hold.set', { caseId, reason: REASON });
    expect(await refusalOf(lead('quarantine.delete', { id, reason: REASON }))).toBe('CASE_HELD');
    await lead('hold.lift', { caseId, reason: REASON });
    await lead('quarantine.delete', { id, reason: REASON });
    expect(await stillThere(id)).toBe(false);
  });
});
