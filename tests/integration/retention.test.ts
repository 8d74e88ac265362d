import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setHold } from '../../main/core/retention/erasure.ts';
import { applyRetention, retentionState, setRules } from '../../main/core/retention/retention.ts';
import { FIRST_RETENTION_RULES } from '../../main/core/retention/rules.ts';
import { openWorkspace, type Workspace } from '../../main/core/workspace/open.ts';
import { startDesk } from './support/desk.ts';
import { openWithKey } from './support/raw-database.ts';
import { refusalOf, signIn } from './support/seats.ts';
import { StoredCases } from './support/stored-cases.ts';
import { freshWorkspace } from './support/temporary.ts';

const DAY = 24 * 60 * 60 * 1000;
const LEAD = { id: 'lead-01', grants: ['CHILD'] } as const;

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await freshWorkspace());
});

afterEach(() => remove());

describe('retention', () => {
  let workspace: Workspace;
  let cases: StoredCases;
  let clock: number;

  beforeEach(async () => {
    clock = Date.now();
    workspace = await openWorkspace(folder, { asHost: true, now: () => clock });
    cases = new StoredCases(workspace, () => clock);
  });

  afterEach(() => workspace.close());

  const run = (): Promise<{ erased: number; held: number }> =>
    applyRetention(workspace, { actor: 'admin-01', now: () => clock });
  const hold = (caseId: string): Promise<unknown> =>
    setHold(workspace, { caseId, reason: 'a court asked', person: LEAD, now: clock });
  const refuse = (at: string): Promise<unknown> =>
    workspace.quarantine.add({
      raw: Buffer.from('not a report'),
      code: 'SCHEMA_JSON',
      field: null,
      bundleId: null,
      via: 'import',
      entry: {
        at,
        actor: 'quintet',
        event: { kind: 'case.quarantined', case: null, bundle: null, code: 'SCHEMA_JSON', bytes: 12 },
      },
    });

  async function erased(...list: readonly { readonly caseId: string }[]): Promise<(boolean | undefined)[]> {
    const facts = await Promise.all(list.map(({ caseId }) => workspace.database.call('case.facts', { caseId })));
    return facts.map((row) => row?.erased);
  }

  it('counts from the decision, by the rule of the policy, to the day', async () => {
    await setRules(
      workspace,
      { id: 'admin-01' },
      { ...FIRST_RETENTION_RULES, byPolicy: { CHILD: 365, SPAM: 10 } },
      clock,
    );
    const [spam, other, child] = [
      await cases.decided('SPAM', { policy: 'SPAM.bulk' }),
      await cases.decided('HATE', { policy: 'HATE.slur' }),
      await cases.decided('CHILD', { policy: 'CHILD.GROOMING' }),
    ];
    clock += 10 * DAY - 60_000;
    expect(await run()).toEqual({ erased: 0, held: 0 });
    clock += 60_000;
    expect(await run()).toEqual({ erased: 1, held: 0 });
    expect(await erased(spam, other, child)).toEqual([true, false, false]);
    clock += 170 * DAY;
    expect(await run()).toEqual({ erased: 1, held: 0 });
    expect(await erased(spam, other, child)).toEqual([true, true, false]);
    clock += 185 * DAY;
    expect(await run()).toEqual({ erased: 1, held: 0 });
    expect(await erased(child)).toEqual([true]);
    expect(await workspace.log.verify()).toMatchObject({ ok: true });
  });

  it('keeps a case as long as the policy it was decided under asks, when that is longer', async () => {
    const found = await cases.decided('HARASSMENT', { policy: 'CHILD.GROOMING' });
    const ordinary = await cases.decided('HARASSMENT', { policy: 'HARASSMENT.insults' });
    clock += 200 * DAY;
    expect(await run()).toEqual({ erased: 1, held: 0 });
    expect(await erased(found, ordinary)).toEqual([false, true]);
    clock += 165 * DAY;
    expect(await run()).toEqual({ erased: 1, held: 0 });
    expect(await erased(found)).toEqual([true]);
  });

  it('takes what was never decided too, but not what somebody works on', async () => {
    const [waiting, taken] = [await cases.add('HATE'), await cases.add('HATE')];
    clock += 180 * DAY;
    const claimed = (await cases.claim(taken.caseId))!;
    expect(await run()).toEqual({ erased: 1, held: 0 });
    expect(await erased(waiting, taken)).toEqual([true, false]);
    await cases.giveBack(claimed);
    expect(await run()).toEqual({ erased: 1, held: 0 });
    expect(await cases.claim(taken.caseId)).toBeNull();
  });

  it('leaves alone what a hold keeps, and says how much that is', async () => {
    const [held, free] = [await cases.decided(), await cases.decided()];
    await hold(held.caseId);
    clock += 181 * DAY;
    const before = await retentionState(workspace, LEAD, clock);
    expect(before.due).toEqual({ cases: 1, quarantined: 0, held: 1 });
    expect(before.holds).toMatchObject([{ caseId: held.caseId, reason: 'a court asked', by: 'lead-01' }]);
    expect(await run()).toEqual({ erased: 1, held: 1 });
    expect(await erased(held, free)).toEqual([false, true]);
    const after = await retentionState(workspace, LEAD, clock);
    expect(after).toMatchObject({
      due: { cases: 0, quarantined: 0, held: 1 },
      erasedSoFar: 1,
      lastRun: { erased: 1, held: 1, at: new Date(clock).toISOString() },
    });
  });

  it('does not tell of a hold in a lane the person has no grant for', async () => {
    await hold((await cases.decided('CHILD')).caseId);
    expect((await retentionState(workspace, LEAD, clock)).holds).toHaveLength(1);
    expect((await retentionState(workspace, { grants: [] }, clock)).holds).toEqual([]);
  });

  it('empties quarantine by its own rule, with an entry for each', async () => {
    await refuse(new Date(clock).toISOString());
    clock += 5 * DAY;
    await refuse(new Date(clock).toISOString());
    clock += 25 * DAY;
    expect(await run()).toEqual({ erased: 1, held: 0 });
    expect((await workspace.quarantine.list(10)).rows.map(({ id }) => id)).toEqual([2]);
    const { rows } = await workspace.log.search({ kind: 'quarantine.deleted' }, null, 10);
    expect(rows).toHaveLength(1);
    expect((await workspace.log.search({ kind: 'retention.applied' }, null, 10)).rows).toHaveLength(1);
  });

  it('erases a case in quarantine by the rule of quarantine', async () => {
    const { caseId } = await cases.add('HATE');
    const claimed = (await cases.claim(caseId))!;
    const entry = cases.entry({ kind: 'case.quarantined', case: caseId, bundle: caseId, code: 'SEAL', bytes: 4_124 });
    await workspace.queue.deadLetter(claimed, entry, { to: 'quarantine', code: 'SEAL', field: null });
    await hold(caseId);
    clock += 30 * DAY;
    expect(await run()).toEqual({ erased: 0, held: 1 });
    await workspace.database.call('hold.lift', {
      caseId,
      entry: cases.entry({ kind: 'case.hold_lifted', case: caseId, policy: 'HATE', reason: '' }),
      reason: { text: 'over', salt: '' },
    });
    expect(await run()).toEqual({ erased: 1, held: 0 });
    expect(await erased({ caseId })).toEqual([true]);
    expect((await workspace.queue.stats()).quarantined).toBe(0);
    const kinds = (await workspace.log.caseEntries(caseId)).map(({ columns }) => columns.kind);
    expect(kinds.at(-1)).toBe('case.erased');
  });

  it('gives way: a batch whose time is up leaves the rest for the next one', async () => {
    const due: { id: number; since: number }[] = [];
    for (let count = 0; count < 3; count += 1) await cases.decided();
    clock += 181 * DAY;
    const days = { byPolicy: { HARASSMENT: 180 } as never, quarantine: 30 };
    due.push(...(await workspace.database.call('retention.due', { now: clock, days, limit: 2 })).cases);
    expect(due).toHaveLength(2);
    const batch = { cases: due, quarantined: [], now: clock, at: new Date(clock).toISOString(), budgetMs: -1 };
    expect(await workspace.database.call('retention.erase', batch)).toEqual({ erased: 1, handled: 1 });
    expect(await workspace.database.call('retention.erase', batch)).toEqual({ erased: 0, handled: 1 });
    expect(await run()).toEqual({ erased: 2, held: 0 });
  });

  it('passes over a case that changed after it was found due', async () => {
    const { caseId } = await cases.decided();
    clock += 181 * DAY;
    const days = { byPolicy: { HARASSMENT: 180 } as never, quarantine: 30 };
    const due = await workspace.database.call('retention.due', { now: clock, days, limit: 10 });
    await hold(caseId);
    const batch = { ...due, now: clock, at: new Date(clock).toISOString(), budgetMs: 1_000 };
    expect(await workspace.database.call('retention.erase', batch)).toEqual({ erased: 0, handled: 1 });
    expect(await erased({ caseId })).toEqual([false]);
  });

  it('erases nothing by rules that cannot be read: the first rules hold then', async () => {
    await workspace.keys.change({ settings: [{ name: 'retention.rules', value: '{"defaultDays":0}' }], entries: [] });
    await cases.decided();
    clock += DAY;
    expect((await retentionState(workspace, LEAD, clock)).rules).toEqual(FIRST_RETENTION_RULES);
    expect(await run()).toEqual({ erased: 0, held: 0 });
  });

  it('keeps refused bytes sealed, also from somebody with the database key', async () => {
    const raw = Buffer.from('words of a person that nobody may read');
    const entry = cases.entry({ kind: 'case.quarantined', case: null, bundle: null, code: 'SCHEMA_JSON', bytes: 38 });
    await workspace.quarantine.add({ raw, code: 'SCHEMA_JSON', field: null, bundleId: null, via: 'import', entry });
    const db = openWithKey(workspace.layout.databaseFile, workspace.vault.databaseKey);
    expect((db.prepare('SELECT raw FROM quarantine').pluck().get() as Buffer).includes('words')).toBe(false);
    db.close();
    expect(Buffer.from((await workspace.quarantine.item(1)).raw!)).toEqual(raw);
  });
});

describe('retention in a running host', () => {
  it('runs by itself when somebody unlocks, is seen and set by those the table names, and runs when an admin asks', async () => {
    let ahead = 0;
    const now = (): number => Date.now() + ahead;
    const first = await openWorkspace(folder, { asHost: false, now });
    const old = await new StoredCases(first, now).decided();
    await first.close();

    ahead = 181 * DAY;
    const desk = await startDesk(folder, { actor: 'admin-01', now });
    try {
      const admin = await signIn(desk.application, 'admin-01');
      const lead = await signIn(desk.application, 'lead-01');
      const moderator = await signIn(desk.application, 'mod-01');
      await expect.poll(async () => (await admin('retention.get', {})).lastRun?.erased).toBe(1);
      const { entries } = await lead('log.case', { caseId: old.caseId });
      expect(entries.at(-1)).toMatchObject({ kind: 'case.erased', actor: 'quintet', detail: { cause: 'retention' } });
      expect(await refusalOf(lead('case.erase', { caseId: old.caseId, reason: 'again' }))).toBe('CASE_ERASED');

      const rules = { defaultDays: 30, byPolicy: { CHILD: 400 }, quarantineDays: 7 };
      expect(await refusalOf(lead('retention.set', { rules }))).toBe('NOT_ALLOWED');
      await admin('retention.set', { rules });
      expect((await lead('retention.get', {})).rules).toEqual(rules);
      expect(await refusalOf(moderator('retention.get', {}))).toBe('NOT_ALLOWED');
      expect(await refusalOf(admin('hold.set', { caseId: old.caseId, reason: 'r' }))).toBe('NOT_ALLOWED');
      expect(await admin('retention.run', {})).toEqual({ erased: 0, held: 0 });
      expect((await lead('log.verify', {})).ok).toBe(true);
    } finally {
      await desk.application.close();
    }
  });
});
