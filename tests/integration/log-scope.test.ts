import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseView } from '../../common/domain/case-view.ts';
import { makeBundle } from './support/bundles.ts';
import { quintet } from './support/command-line.ts';
import { accept, startDesk, type RunningDesk } from './support/desk.ts';
import { refusalOf, signIn, type Call } from './support/seats.ts';
import { freshWorkspace } from './support/temporary.ts';

const WARN = { finding: 'violation' as const, policy: 'HARASSMENT.insults', action: 'warn' as const, reason: '' };

let folder: string;
let remove: () => Promise<void>;
let desk: RunningDesk;
/** `granted` may see child safety cases, `other` may not; so with the others only lead and auditor. */
let granted: Call;
let other: Call;
let lead: Call;
let admin: Call;
let auditor: Call;
let child: CaseView;
let harassment: CaseView;

beforeAll(async () => {
  ({ folder, remove } = await freshWorkspace());
  desk = await startDesk(folder, { graceMs: 0 });
  await accept(desk.workspace, makeBundle({ category: 'CHILD', texts: ['Do not tell anybody.'] }).raw);
  await accept(desk.workspace, makeBundle({ category: 'HARASSMENT' }).raw);
  await desk.screened();
  const seats = ['mod-01', 'mod-02', 'lead-01', 'admin-01', 'auditor-01'];
  const calls: Call[] = [];
  for (const user of seats) calls.push(await signIn(desk.application, user));
  [granted, other, lead, admin, auditor] = calls as [Call, Call, Call, Call, Call];
}, 120_000);

afterAll(async () => {
  await desk.application.close();
  await remove();
});

async function next(call: Call, policies: ['CHILD'] | null = null): Promise<CaseView | null> {
  return (await call('review.next', { policies, includeSkipped: false })).case;
}

const search = async (call: Call, filters: { caseId?: string; policy?: string; actor?: string } = {}) =>
  (await call('log.search', { filters, before: null, limit: 500 })).rows;

describe('a restricted lane', () => {
  it('is not given out without the grant, also not when it is asked for by name', async () => {
    const overview = await other('queue.overview', {});
    expect(overview.queues.map(({ policy }) => policy)).toEqual(['HARASSMENT']);
    expect(overview.ready).toBe(1);
    expect(await next(other, ['CHILD'])).toBeNull();
    harassment = (await next(other))!;
    expect(harassment.category).toBe('HARASSMENT');
    child = (await next(granted))!;
    expect(child.category).toBe('CHILD');
    expect((await granted('queue.overview', {})).queues).toEqual([]);
  });

  it('is hidden in every search and every history without the grant', async () => {
    expect(await search(other, { caseId: child.caseId })).toEqual([]);
    expect(await search(other, { policy: 'CHILD' })).toEqual([]);
    expect(await refusalOf(other('log.case', { caseId: child.caseId }))).toBe('NOT_ALLOWED');
    expect((await search(auditor, { policy: 'CHILD' })).length).toBeGreaterThan(0);
    expect((await lead('log.case', { caseId: child.caseId })).entries.map(({ kind }) => kind)).toEqual([
      'case.received',
      'case.scored',
      'case.opened',
    ]);
  });

  it('is hidden again when the grant is withdrawn', async () => {
    await admin('people.change', { id: 'auditor-01', grants: [] });
    auditor = await signIn(desk.application, 'auditor-01');
    expect(await search(auditor, { policy: 'CHILD' })).toEqual([]);
    expect(await refusalOf(auditor('log.case', { caseId: child.caseId }))).toBe('NOT_ALLOWED');
    const [first] = (await search(auditor)).map(({ policy }) => policy).filter((policy) => policy === 'CHILD');
    expect(first).toBeUndefined();
    await admin('people.change', { id: 'auditor-01', grants: ['CHILD'] });
    auditor = await signIn(desk.application, 'auditor-01');
    expect((await search(auditor, { policy: 'CHILD' })).length).toBeGreaterThan(0);
  });

  it('is left out of an export without the grant', async () => {
    const lines = async (user: string): Promise<{ policy: string | null; caseId: string | null; actor: string }[]> => {
      const { code, stdout, stderr } = await quintet(['--workspace', folder, '--as', user, 'audit', 'export']);
      expect(code, stderr).toBe(0);
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { policy: string | null; caseId: string | null; actor: string });
    };
    const own = await lines('mod-02');
    expect(own.some(({ caseId }) => caseId === harassment.caseId)).toBe(true);
    expect(own.every(({ actor, policy }) => actor === 'mod-02' && policy !== 'CHILD')).toBe(true);
    const all = await lines('auditor-01');
    expect(all.some(({ caseId }) => caseId === child.caseId)).toBe(true);
  });
});

describe('the log', () => {
  it('shows moderators their own entries, whatever they ask for, and the cases they worked on', async () => {
    await other('review.decide', { lease: { caseId: harassment.caseId, token: harassment.token }, draft: WARN });
    const rows = await search(other);
    expect(new Set(rows.map(({ actor }) => actor))).toEqual(new Set(['mod-02']));
    expect(rows.some(({ kind }) => kind === 'decision.committed')).toBe(true);
    expect(await search(other, { actor: 'mod-01' })).toEqual([]);
    expect((await other('log.case', { caseId: harassment.caseId })).entries.length).toBeGreaterThan(3);
    expect(await refusalOf(granted('log.case', { caseId: harassment.caseId }))).toBe('NOT_ALLOWED');
  });

  it('shows admins what is about no case, and no case', async () => {
    const rows = await search(admin);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ caseId, policy }) => caseId !== null || policy !== null)).toEqual([]);
    expect(await search(admin, { caseId: harassment.caseId })).toEqual([]);
    expect(await refusalOf(admin('log.case', { caseId: harassment.caseId }))).toBe('NOT_ALLOWED');
  });

  it('shows auditors everything, and logs each of these readings first', async () => {
    const kinds = new Set((await search(auditor)).map(({ kind }) => kind));
    for (const kind of ['workspace.created', 'user.added', 'case.received', 'decision.committed', 'log.searched'])
      expect(kinds).toContain(kind);
    const [newest] = await search(auditor, { actor: 'auditor-01' });
    expect(newest).toMatchObject({ kind: 'log.searched', actor: 'auditor-01' });
  });
});
