import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseView } from '../../common/domain/case-view.ts';
import type { DecisionDraft } from '../../common/domain/decision.ts';
import { accept, startDesk, type RunningDesk } from './support/desk.ts';
import { makeBundle } from './support/bundles.ts';
import { refusalOf, signIn, type Call } from './support/seats.ts';
import { freshWorkspace } from './support/temporary.ts';

const BAN: DecisionDraft = { finding: 'violation', policy: 'HARASSMENT.insults', action: 'ban', reason: 'Third time.' };
const NO_VIOLATION: DecisionDraft = { finding: 'no_violation', policy: 'NO_VIOLATION', action: 'none', reason: '' };
const REASON = 'The person says that it was quoted from a film.';
const PASSPHRASE = 'a passphrase for a test';

let desk: RunningDesk;
let remove: () => Promise<void>;
let moderator: Call;
let lead: Call;
let secondLead: Call;

beforeAll(async () => {
  const fresh = await freshWorkspace();
  remove = fresh.remove;
  desk = await startDesk(fresh.folder, { graceMs: 0 });
  const admin = await signIn(desk.application, 'admin-01');
  await admin('people.add', { id: 'lead-02', role: 'lead', grants: [], passphrase: PASSPHRASE });
  moderator = await signIn(desk.application, 'mod-01');
  lead = await signIn(desk.application, 'lead-01');
  secondLead = await signIn(desk.application, 'lead-02', PASSPHRASE);
});

afterAll(async () => {
  await desk.application.close();
  await remove();
});

/** Every test starts with an empty queue. */
beforeEach(async () => {
  for (let view = await next(lead); view !== null; view = await next(lead)) await decide(lead, view, NO_VIOLATION);
});

async function next(call: Call): Promise<CaseView | null> {
  return (await call('review.next', { policies: null, includeSkipped: true })).case;
}

async function decide(call: Call, { caseId, token }: CaseView, draft: DecisionDraft): Promise<number> {
  const done = await call('review.decide', { lease: { caseId, token }, draft });
  if ('lost' in done) throw new Error('the case was lost');
  return done.index;
}

/** A case that this person has decided, finally. */
async function decided(
  call: Call,
  draft: DecisionDraft = BAN,
  wish: Parameters<typeof makeBundle>[0] = {},
): Promise<CaseView> {
  await accept(desk.workspace, makeBundle(wish).raw);
  await desk.screened();
  const view = await next(call);
  if (view === null) throw new Error('the queue is empty');
  await decide(call, view, draft);
  await desk.workspace.queue.settle();
  return view;
}

describe('an appeal', () => {
  it('brings the case back to another lead, with its scores, the reason and who decided before', async () => {
    const { caseId, model } = await decided(moderator);
    const { index } = await lead('appeal.open', { caseId, reason: REASON });
    const view = await next(lead);
    expect(view).toMatchObject({
      caseId,
      model,
      appeal: { openedBy: 'lead-01', reason: REASON, decidedBefore: 'mod-01' },
    });
    const { entries } = await lead('log.case', { caseId });
    const opened = entries.find(({ kind }) => kind === 'appeal.opened');
    expect(opened).toMatchObject({ index, actor: 'lead-01', detail: { barred: 'mod-01' } });
    expect(JSON.stringify(entries)).not.toContain(REASON);
  });

  it('is not for moderators, neither to open nor to decide', async () => {
    const { caseId } = await decided(moderator);
    expect(await refusalOf(moderator('appeal.open', { caseId, reason: REASON }))).toBe('NOT_ALLOWED');
    await lead('appeal.open', { caseId, reason: REASON });
    expect(await next(moderator)).toBeNull();
  });

  it('is never given to the lead who decided the case, also when they opened it', async () => {
    const { caseId } = await decided(lead);
    await lead('appeal.open', { caseId, reason: REASON });
    expect(await next(lead)).toBeNull();
    const view = await next(secondLead);
    expect(view?.caseId).toBe(caseId);
    await decide(secondLead, view!, NO_VIOLATION);
  });

  it('ends in an ordinary decision, which can be appealed against in turn', async () => {
    const { caseId } = await decided(lead);
    await lead('appeal.open', { caseId, reason: REASON });
    const index = await decide(secondLead, (await next(secondLead))!, NO_VIOLATION);
    const { entries } = await lead('log.case', { caseId });
    expect(entries.find((entry) => entry.index === index)).toMatchObject({
      kind: 'decision.committed',
      actor: 'lead-02',
      finding: 'no_violation',
    });
    await lead('appeal.open', { caseId, reason: 'The other side appeals.' });
    expect(await next(secondLead)).toBeNull();
    const view = await next(lead);
    expect(view?.appeal?.decidedBefore).toBe('lead-02');
    await decide(lead, view!, BAN);
  });

  it('keeps the former decision with its reason beside the case', async () => {
    const { caseId } = await decided(moderator);
    await lead('appeal.open', { caseId, reason: REASON });
    const note = (await desk.workspace.database.call('case.facts', { caseId }))?.note ?? '';
    expect(note).toContain(BAN.reason);
    await decide(lead, (await next(lead))!, NO_VIOLATION);
    expect((await desk.workspace.database.call('case.facts', { caseId }))?.note).toBe(note);
  });

  it('counts a case as decided once', async () => {
    const before = (await desk.workspace.queue.stats()).decided;
    const { caseId } = await decided(moderator);
    await lead('appeal.open', { caseId, reason: REASON });
    expect((await desk.workspace.queue.stats()).decided).toBe(before);
    await decide(lead, (await next(lead))!, NO_VIOLATION);
    expect((await desk.workspace.queue.stats()).decided).toBe(before + 1);
  });

  it('needs a final decision, an existing case and the grant of its lane', async () => {
    await accept(desk.workspace, makeBundle().raw);
    await desk.screened();
    const open = (await next(moderator))!;
    expect(await refusalOf(lead('appeal.open', { caseId: open.caseId, reason: REASON }))).toBe('CASE_OPEN');
    await decide(moderator, open, NO_VIOLATION);
    const unknown = '00000000-0000-7000-8000-000000000000';
    expect(await refusalOf(lead('appeal.open', { caseId: unknown, reason: REASON }))).toBe('NO_SUCH_CASE');
    const child = { finding: 'violation', policy: 'CHILD.approach', action: 'ban', reason: '' } as const;
    const restricted = await decided(moderator, child, { category: 'CHILD' });
    expect(await refusalOf(secondLead('appeal.open', { caseId: restricted.caseId, reason: REASON }))).toBe(
      'NOT_ALLOWED',
    );
    await expect(lead('appeal.open', { caseId: restricted.caseId, reason: REASON })).resolves.toHaveProperty('index');
  });

  it('is opened once, whoever asks at the same time', async () => {
    const { caseId } = await decided(moderator);
    const outcomes = await Promise.all([
      refusalOf(lead('appeal.open', { caseId, reason: REASON })),
      refusalOf(secondLead('appeal.open', { caseId, reason: REASON })),
    ]);
    expect(outcomes.toSorted()).toEqual(['CASE_OPEN', 'was not refused']);
  });
});
