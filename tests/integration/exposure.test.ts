import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaseView } from '../../common/domain/case-view.ts';
import type { DecisionDraft } from '../../common/domain/decision.ts';
import { makeBundle } from './support/bundles.ts';
import { accept, startDesk, type RunningDesk } from './support/desk.ts';
import { freshWorkspace } from './support/temporary.ts';

const WINDOW = { id: 'window-1' };
const SECOND = { id: 'window-2' };
const LEAD = { id: 'window-lead' };
const ADMIN = { id: 'window-admin' };
const WARN: DecisionDraft = { finding: 'violation', policy: 'HARASSMENT.insults', action: 'warn', reason: '' };
const NAMED = ['Ask Lena Harper.', 'No.', 'Call 0170 1234567.', 'Stop.', 'You are useless, Tobias.'];

let folder: string;
let remove: () => Promise<void>;
let desk: RunningDesk;
let clock: number;

beforeEach(async () => {
  ({ folder, remove } = await freshWorkspace());
  clock = Date.now();
  desk = await start();
});

afterEach(async () => {
  await desk.application.close();
  await remove();
});

function start(): Promise<RunningDesk> {
  return startDesk(folder, { graceMs: 60_000, now: () => clock });
}

async function setLimit(revealsPerHour: number): Promise<void> {
  const { handlers } = desk.application;
  await handlers['session.unlock']({ user: 'admin-01', passphrase: null }, ADMIN);
  await handlers['exposure.setLimit']({ revealsPerHour }, ADMIN);
}

async function queued(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1)
    await accept(desk.workspace, makeBundle({ texts: NAMED, receivedAt: clock }).raw);
  await desk.screened();
}

async function open(window = WINDOW): Promise<CaseView> {
  const { case: view } = await desk.application.handlers['review.next'](
    { policies: null, includeSkipped: false },
    window,
  );
  if (view === null) throw new Error('the queue is empty');
  return view;
}

function reveal(view: CaseView, slot: number, what: 'text' | 'details', window = WINDOW): Promise<unknown> {
  const lease = { caseId: view.caseId, token: view.token };
  return desk.application.handlers['review.reveal']({ lease, slot, what }, window);
}

async function report(since = clock - 86_400_000) {
  const { handlers } = desk.application;
  await handlers['session.unlock']({ user: 'lead-01', passphrase: null }, LEAD);
  return handlers['exposure.reveals']({ since: new Date(since).toISOString() }, LEAD);
}

describe('what is sent to the window', () => {
  it('holds no name, number or veiled text before each of them was revealed', async () => {
    await queued(1);
    const view = await open();
    const sent = JSON.stringify(view);
    for (const secret of ['Lena', 'Harper', '0170', '1234567', 'Tobias', 'useless']) expect(sent).not.toContain(secret);
    expect(view.messages[2]?.content).toEqual({
      kind: 'text',
      segments: [
        { kind: 'text', text: 'Call ' },
        { kind: 'masked', what: 'number', characters: 12 },
        { kind: 'text', text: '.' },
      ],
    });

    const text = JSON.stringify(await reveal(view, 5, 'text'));
    expect(text).toContain('You are useless, ');
    expect(text).not.toContain('Tobias');
    expect(JSON.stringify(await reveal(view, 5, 'details'))).toContain('Tobias');
    const events = (await desk.workspace.log.caseEntries(view.caseId)).map(({ event }) => event);
    expect(events.filter(({ kind }) => kind === 'message.revealed')).toMatchObject([
      { slot: 5, what: 'text' },
      { slot: 5, what: 'details' },
    ]);
  });
});

describe('the reveal limit', () => {
  it('refuses the one too many, logs the refusal and shows nothing', async () => {
    await setLimit(2);
    await queued(1);
    const view = await open();
    await reveal(view, 5, 'text');
    await reveal(view, 5, 'details');
    await expect(reveal(view, 1, 'details')).rejects.toMatchObject({
      code: 'REVEAL_LIMIT',
      message: expect.stringMatching(/2 texts within an hour.*in 60 minutes/u) as string,
    });
    const kinds = (await desk.workspace.log.caseEntries(view.caseId)).map(({ event }) => event.kind);
    expect(kinds.filter((kind) => kind === 'message.revealed')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'reveal.refused')).toHaveLength(1);
    // The case can still be decided.
    const lease = { caseId: view.caseId, token: view.token };
    expect(await desk.application.handlers['review.decide']({ lease, draft: WARN }, WINDOW)).toHaveProperty('index');
  });

  it('outlives a restart, holds over windows, and goes on an hour later', async () => {
    await setLimit(1);
    await queued(2);
    await reveal(await open(), 5, 'text');
    const other = await open(SECOND);
    await expect(reveal(other, 5, 'text', SECOND)).rejects.toMatchObject({ code: 'REVEAL_LIMIT' });

    await desk.application.close();
    clock += 59 * 60_000;
    desk = await start();
    const again = await open();
    await expect(reveal(again, 5, 'text')).rejects.toMatchObject({ code: 'REVEAL_LIMIT' });
    clock += 60_001;
    expect(await reveal(again, 5, 'text')).toHaveProperty('message');
  });

  it('never lets two windows through together', async () => {
    await setLimit(3);
    await queued(2);
    const views = [await open(), await open(SECOND)] as const;
    const asked = [1, 2, 3, 4, 5].flatMap((slot) => [
      reveal(views[0], slot, slot === 5 ? 'text' : 'details', WINDOW),
      reveal(views[1], slot, slot === 5 ? 'text' : 'details', SECOND),
    ]);
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });
});

describe('the report of reveals', () => {
  it('tells decided, escalated, held and left cases apart, and is itself an entry', async () => {
    await queued(5);
    const decided = await open();
    await reveal(decided, 5, 'text');
    await desk.application.handlers['review.decide'](
      { lease: { caseId: decided.caseId, token: decided.token }, draft: WARN },
      WINDOW,
    );
    const escalated = await open();
    await desk.application.handlers['review.escalate'](
      { lease: { caseId: escalated.caseId, token: escalated.token }, reason: 'unsure' },
      WINDOW,
    );
    const skipped = await open();
    await reveal(skipped, 5, 'text');
    await reveal(skipped, 5, 'details');
    await desk.application.handlers['review.skip']({ lease: { caseId: skipped.caseId, token: skipped.token } }, WINDOW);
    const unread = await open();
    await desk.application.handlers['review.skip']({ lease: { caseId: unread.caseId, token: unread.token } }, WINDOW);
    const held = await open();
    await reveal(held, 5, 'text');

    const { people, cases, revealsPerHour } = await report();
    expect(revealsPerHour).toBe(240);
    expect(people.find(({ id }) => id === 'mod-01')).toEqual({
      id: 'mod-01',
      role: 'moderator',
      opened: 5,
      decided: 1,
      reveals: 4,
      leftUndecided: 2,
      revealedUndecided: 1,
      refusedByLimit: 0,
      standsOut: false,
    });
    expect(cases).toMatchObject([{ caseId: skipped.caseId, actor: 'mod-01', slots: [5] }]);
    const searched = await desk.workspace.log.search({ kind: 'log.searched', actor: 'lead-01' }, null, 10);
    expect(searched.total).toBe(1);
  });

  it('counts a case whose lease ran out and one whose decision was taken back as left', async () => {
    await queued(2);
    const expired = await open();
    await reveal(expired, 5, 'text');
    clock += 6 * 60_000;
    expect((await report()).people[0]).toMatchObject({ leftUndecided: 1, revealedUndecided: 1 });

    const second = await open();
    const lease = { caseId: second.caseId, token: second.token };
    await desk.application.handlers['review.decide']({ lease, draft: WARN }, WINDOW);
    const before = (await report()).people[0];
    const { case: back } = (await desk.application.handlers['review.undo']({ lease }, WINDOW)) as { case: CaseView };
    await desk.application.handlers['review.skip']({ lease: { caseId: back.caseId, token: back.token } }, WINDOW);
    expect((await report()).people[0]?.leftUndecided).toBe((before?.leftUndecided ?? 0) + 1);
  });

  it('names no case of a restricted lane to somebody without the grant', async () => {
    await accept(desk.workspace, makeBundle({ category: 'CHILD', receivedAt: clock }).raw);
    await desk.screened();
    const view = await open();
    await reveal(view, 5, 'text');
    await desk.application.handlers['review.skip']({ lease: { caseId: view.caseId, token: view.token } }, WINDOW);
    expect((await report()).cases).toHaveLength(1);
    const { database } = desk.workspace;
    const since = new Date(clock - 1_000).toISOString();
    const figures = await database.call('exposure.figures', { since, now: clock, hiddenPolicies: ['CHILD'] });
    expect(figures.cases).toEqual([]);
    expect(figures.people[0]?.revealedLeft).toBe(1);
  });

  it('is refused to a moderator', async () => {
    await expect(
      desk.application.handlers['exposure.reveals']({ since: new Date(clock).toISOString() }, WINDOW),
    ).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });
});
