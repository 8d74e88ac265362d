import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaseView } from '../../common/domain/case-view.ts';
import type { DecisionDraft } from '../../common/domain/decision.ts';
import type { SearchPage } from '../../main/core/audit/audit-log.ts';
import { accept, startDesk, type RunningDesk } from './support/desk.ts';
import { freshWorkspace } from './support/temporary.ts';
import { makeBundle } from './support/bundles.ts';

const WINDOW = { id: 'window-1' };
const OTHER = { id: 'window-2' };
const WARN: DecisionDraft = { finding: 'violation', policy: 'HARASSMENT.insults', action: 'warn', reason: '' };

let folder: string;
let remove: () => Promise<void>;
let desk: RunningDesk;

beforeEach(async () => {
  ({ folder, remove } = await freshWorkspace());
  desk = await startDesk(folder, { graceMs: 60_000 });
});

afterEach(async () => {
  await desk.application.close();
  await remove();
});

async function queued(count: number, wish: Parameters<typeof makeBundle>[0] = {}): Promise<void> {
  for (let index = 0; index < count; index += 1) await accept(desk.workspace, makeBundle(wish).raw);
  await desk.screened();
}

async function next(window = WINDOW): Promise<CaseView | null> {
  const { case: view } = await desk.application.handlers['review.next'](
    { policies: null, includeSkipped: false },
    window,
  );
  return view;
}

async function opened(window = WINDOW): Promise<CaseView> {
  const view = await next(window);
  if (view === null) throw new Error('the queue is empty');
  return view;
}

const leaseOf = ({ caseId, token }: CaseView): { caseId: string; token: string } => ({ caseId, token });

async function kinds(caseId: string): Promise<string[]> {
  return (await desk.workspace.log.caseEntries(caseId)).map(({ event }) => event.kind);
}

describe('one case', () => {
  it('is received, scored, opened, revealed, decided and verifiable, in that order', async () => {
    await queued(1);
    const view = await opened();
    const veiled = view.messages.find((message) => message.content.kind === 'veiled');
    expect(veiled?.slot).toBe(5);
    expect(JSON.stringify(view)).not.toContain('useless');

    const shown = await desk.application.handlers['review.reveal'](
      { lease: leaseOf(view), slot: 5, what: 'text' },
      WINDOW,
    );
    expect(shown).toMatchObject({
      message: { content: { kind: 'text', segments: [{ kind: 'text', text: 'You are useless.' }] } },
    });
    const done = await desk.application.handlers['review.decide']({ lease: leaseOf(view), draft: WARN }, WINDOW);
    expect(done).toHaveProperty('finalAt');
    expect(await kinds(view.caseId)).toEqual([
      'case.received',
      'case.scored',
      'case.opened',
      'message.revealed',
      'decision.committed',
    ]);
    expect((await desk.application.handlers['log.verify']({}, WINDOW)).ok).toBe(true);
  });

  it('logs a second reveal of the same message only once', async () => {
    await queued(1);
    const view = await opened();
    const reveal = { lease: leaseOf(view), slot: 5, what: 'text' as const };
    await desk.application.handlers['review.reveal'](reveal, WINDOW);
    await desk.application.handlers['review.reveal'](reveal, WINDOW);
    expect((await kinds(view.caseId)).filter((kind) => kind === 'message.revealed')).toHaveLength(1);
  });

  it('is refused to a window that does not hold it, and to a stale token', async () => {
    await queued(1);
    const lease = leaseOf(await opened());
    for (const [window, token] of [
      [OTHER, lease.token],
      [WINDOW, '0'.repeat(32)],
    ] as const) {
      const stale = { caseId: lease.caseId, token };
      const { handlers } = desk.application;
      expect(await handlers['review.reveal']({ lease: stale, slot: 5, what: 'text' }, window)).toEqual({ lost: true });
      expect(await handlers['review.decide']({ lease: stale, draft: WARN }, window)).toEqual({ lost: true });
      expect(await handlers['review.escalate']({ lease: stale, reason: 'x' }, window)).toEqual({ lost: true });
    }
  });

  it('is decided only with everything the finding needs', async () => {
    await queued(1);
    const lease = leaseOf(await opened());
    const ban: DecisionDraft = { ...WARN, action: 'ban' };
    await expect(desk.application.handlers['review.decide']({ lease, draft: ban }, WINDOW)).rejects.toMatchObject({
      code: 'DECISION_INCOMPLETE',
      message: expect.stringContaining('reason') as string,
    });
    const withReason = { ...ban, reason: 'Third time this week, see the earlier warnings.' };
    expect(await desk.application.handlers['review.decide']({ lease, draft: withReason }, WINDOW)).toHaveProperty(
      'index',
    );
  });

  it('keeps the written reason out of the log', async () => {
    await queued(1);
    const lease = leaseOf(await opened());
    const reason = 'UNIQUE-REASON-TEXT-4711';
    await desk.application.handlers['review.decide']({ lease, draft: { ...WARN, reason } }, WINDOW);
    const entries = await desk.workspace.log.caseEntries(lease.caseId);
    expect(JSON.stringify(entries)).not.toContain(reason);
    expect(await desk.workspace.cases.decisionRecord(lease.caseId)).toContain(reason);
  });
});

describe('drafts', () => {
  it('are kept only from the window that has or last had the case, and never of a finished case', async () => {
    await desk.application.close();
    desk = await startDesk(folder, { graceMs: 0 });
    await queued(1);
    const lease = leaseOf(await opened());
    const { handlers } = desk.application;
    const foreign = { ...WARN, reason: 'from another window' };
    expect(await handlers['review.saveDraft']({ lease, draft: foreign }, OTHER)).toEqual({ lost: true });
    expect((await desk.workspace.cases.loadDraft(lease.caseId, 'mod-01')).reason).toBe('');
    await handlers['review.decide']({ lease, draft: WARN }, WINDOW);
    expect(await handlers['review.saveDraft']({ lease, draft: foreign }, WINDOW)).toEqual({ lost: true });
    expect((await desk.workspace.cases.loadDraft(lease.caseId, 'mod-01')).reason).toBe('');
  });
});

describe('undo', () => {
  it('brings the case back with its draft and sets the next one aside', async () => {
    await queued(2);
    const first = await opened();
    await desk.application.handlers['review.decide']({ lease: leaseOf(first), draft: WARN }, WINDOW);
    const second = await opened();
    const undone = await desk.application.handlers['review.undo']({ lease: leaseOf(first) }, WINDOW);
    expect(undone).toMatchObject({ case: { caseId: first.caseId, draft: WARN } });
    expect(await kinds(second.caseId)).toContain('case.released');
    expect((await opened(OTHER)).caseId).toBe(second.caseId);
  });

  it('is refused once the decision is final', async () => {
    await desk.application.close();
    desk = await startDesk(folder, { graceMs: 0 });
    await queued(1);
    const lease = leaseOf(await opened());
    await desk.application.handlers['review.decide']({ lease, draft: WARN }, WINDOW);
    await expect(desk.application.handlers['review.undo']({ lease }, WINDOW)).rejects.toMatchObject({
      code: 'UNDO_TOO_LATE',
    });
  });
});

describe('the log as a list', () => {
  async function search(filters: Record<string, string>): Promise<SearchPage> {
    return desk.workspace.log.search(filters, null, 50);
  }

  it('says of every committed decision whether it waits, is final or was taken back', async () => {
    await queued(2);
    const first = await opened();
    await desk.application.handlers['review.decide']({ lease: leaseOf(first), draft: WARN }, WINDOW);
    const again = await desk.application.handlers['review.undo']({ lease: leaseOf(first) }, WINDOW);
    if ('lost' in again) throw new Error('the case was lost');
    await desk.application.handlers['review.decide']({ lease: leaseOf(again.case), draft: WARN }, WINDOW);
    const standings = async (): Promise<(string | null)[]> =>
      (await search({ kind: 'decision.committed' })).rows.map(({ standing }) => standing);
    expect(await standings()).toEqual(['waiting', 'taken_back']);

    await desk.application.close();
    desk = await startDesk(folder, { graceMs: 0 });
    const second = await opened();
    await desk.application.handlers['review.decide']({ lease: leaseOf(second), draft: WARN }, WINDOW);
    expect((await standings())[0]).toBe('final');
    expect(await search({ kind: 'decision.committed' })).toMatchObject({ total: 3, takenBack: 1 });
    expect(await search({ kind: 'decision.committed', action: 'ban' })).toMatchObject({ total: 0, takenBack: 0 });
    expect(new Set((await search({ kind: 'case.opened' })).rows.map(({ standing }) => standing))).toEqual(
      new Set([null]),
    );
  });

  it('finds everything that happened to the cases of a policy, and says which message was revealed', async () => {
    await queued(1, { category: 'THREAT' });
    await queued(1, { category: 'SPAM' });
    const view = await opened();
    expect(view.category).toBe('THREAT');
    const lease = leaseOf(view);
    await desk.application.handlers['review.reveal']({ lease, slot: 5, what: 'text' }, WINDOW);
    const threat: DecisionDraft = { finding: 'violation', policy: 'THREAT.violence', action: 'warn', reason: '' };
    await desk.application.handlers['review.decide']({ lease, draft: threat }, WINDOW);
    const again = await desk.application.handlers['review.undo']({ lease }, WINDOW);
    if ('lost' in again) throw new Error('the case was lost');
    await desk.application.handlers['review.escalate']({ lease: leaseOf(again.case), reason: 'Look.' }, WINDOW);
    const { rows } = await search({ policy: 'THREAT' });
    expect(rows.map(({ kind }) => kind).reverse()).toEqual([
      'case.received',
      'case.scored',
      'case.opened',
      'message.revealed',
      'decision.committed',
      'decision.undone',
      'case.opened',
      'case.escalated',
    ]);
    expect(rows.every(({ caseId }) => caseId === view.caseId)).toBe(true);
    expect(rows.find(({ kind }) => kind === 'message.revealed')?.slot).toBe(5);
    expect((await search({ policy: 'THREAT.violence' })).rows).toHaveLength(1);
  });
});

describe('passing a case on', () => {
  it('skips it for one person and offers it again when asked', async () => {
    await queued(1);
    const lease = leaseOf(await opened());
    await desk.application.handlers['review.skip']({ lease }, WINDOW);
    expect(await next()).toBeNull();
    const again = await desk.application.handlers['review.next']({ policies: null, includeSkipped: true }, WINDOW);
    expect(again.case?.caseId).toBe(lease.caseId);
  });

  it('escalates to a lead, who reads the reason; the log holds only a commitment', async () => {
    await queued(1);
    const lease = leaseOf(await opened());
    await desk.application.handlers['review.escalate']({ lease, reason: 'Looks like a group campaign.' }, WINDOW);
    expect(await next()).toBeNull();
    const entries = JSON.stringify(await desk.workspace.log.caseEntries(lease.caseId));
    expect(entries).not.toContain('campaign');

    await desk.application.close();
    desk = await startDesk(folder, { actor: 'lead-01' });
    expect((await opened()).escalation).toMatchObject({ actor: 'mod-01', reason: 'Looks like a group campaign.' });
  });

  it('gives a case back when its window closes, with the draft kept', async () => {
    await queued(1);
    const view = await opened();
    await desk.application.handlers['review.saveDraft']({ lease: leaseOf(view), draft: WARN }, WINDOW);
    await desk.application.sessionClosed(WINDOW);
    const again = await opened(OTHER);
    expect(again.caseId).toBe(view.caseId);
    expect(again.draft).toEqual(WARN);
  });
});

describe('two windows', () => {
  it('never hold the same case', async () => {
    await queued(6);
    const held = await Promise.all(
      Array.from({ length: 6 }, (_, index) => opened({ id: `window-${index + 10}` }).then((view) => view.caseId)),
    );
    expect(new Set(held).size).toBe(6);
  });
});

describe('order and reading', () => {
  it('gives out the gravest first, and raises what the model finds likely', async () => {
    await queued(1, { category: 'SPAM', texts: ['Buy now.'] });
    await queued(1, { category: 'HARASSMENT', texts: ['See you.'] });
    await queued(1, { category: 'HARASSMENT', texts: ['You are useless.'] });
    await queued(1, { category: 'THREAT', texts: ['Wait.'] });
    const order: string[] = [];
    for (const window of ['a', 'b', 'c', 'd']) {
      const view = await opened({ id: window });
      order.push(`${view.category} ${'score' in view.model ? view.model.score.band : 'none'}`);
    }
    expect(order).toEqual(['THREAT unlikely', 'HARASSMENT likely', 'HARASSMENT unlikely', 'SPAM unlikely']);
  });

  it('veils everything in a script the model was not trained on and says so', async () => {
    await queued(1, { texts: ['أنت بلا فائدة'] });
    const view = await opened();
    expect(view.model).toEqual({ notScored: 'script' });
    expect(view.messages[0]?.content.kind).toBe('veiled');
  });

  it('lets a bundle that stops the classifier reach a person unscored, and scores the others', async () => {
    await accept(desk.workspace, makeBundle({ texts: ['this will crash'] }).raw);
    await queued(3);
    const models = await Promise.all(['a', 'b', 'c', 'd'].map(async (id) => (await opened({ id })).model));
    expect(models.filter((model) => 'notScored' in model)).toEqual([{ notScored: 'classifier_failed' }]);
  });
});

describe('a log that cannot be written', () => {
  it('shows nothing and decides nothing, and the window says which entry is missing', async () => {
    await queued(1);
    await opened();
    await desk.application.close();
    await rm(`${folder}/checkpoint`);
    desk = await startDesk(folder);
    await expect(next()).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    const overview = await desk.application.handlers['queue.overview']({}, WINDOW);
    expect(overview.health.log).toBe('damaged');
    expect((await desk.application.handlers['log.verify']({}, WINDOW)).ok).toBe(false);
  });
});
