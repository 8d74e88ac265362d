import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContractTypes, MethodName } from '../../../../common/contract.ts';
import type { CaseView } from '../../../../common/domain/case-view.ts';
import { EMPTY_DRAFT, type DecisionDraft } from '../../../../common/domain/decision.ts';
import { createApi, type RpcResult, type Transport } from '../../../../common/rpc.ts';
import { problemOf } from '../../app/services.ts';
import { NOTE_MS, ReviewSession } from './review-session.ts';

const GRACE_MS = 10_000;
const LEASE_MS = 5 * 60_000;
const MASK = { kind: 'masked', what: 'name', characters: 4 } as const;
const NAME = { kind: 'text', text: 'Mira' } as const;
const WARN: DecisionDraft = { finding: 'violation', policy: 'HARASSMENT.insults', action: 'warn', reason: '' };

/** A core of a few cases, as plain answers; tests replace the answers they care about. */
function core(cases = 3) {
  const calls: { method: string; input: unknown }[] = [];
  const answers: Partial<Record<MethodName, () => RpcResult | Promise<RpcResult>>> = {};
  let opened = 0;
  const drafts = new Map<string, DecisionDraft>();
  const view = (n: number): CaseView => ({
    caseId: `0190aaaa-bbbb-7ccc-8ddd-00000000000${n}`,
    code: `0000-000${n}`,
    token: String(n).repeat(32),
    category: 'HARASSMENT',
    severity: 'S2',
    receivedAt: '2026-01-01T00:00:00.000Z',
    dueAt: '2026-01-02T00:00:00.000Z',
    attempt: 1,
    expiresAt: 1_000_000 + LEASE_MS,
    serverNow: 1_000_000,
    conversation: { kind: 'one_to_one', participants: 2 },
    consent: { announced: 2, shared: 2, noticeVersion: '1' },
    verification: {
      verdict: 'not_verifiable',
      order: 'claimed',
      contextShort: true,
      platform: null,
      checks: [{ check: 'schema', result: 'held' }],
      unchecked: ['sender_identity'],
    },
    complaint: { segments: [{ kind: 'text', text: 'by ' }, MASK], language: 'en' },
    appeal: null,
    messages: [4, 5].map((slot) => ({
      slot,
      role: 'subject' as const,
      author: 'A',
      sentAt: '2026-01-01T00:00:00.000Z',
      verdict: 'not_verifiable' as const,
      content: { kind: 'veiled' as const, characters: 12 },
      score: null,
    })),
    model: { notScored: 'no_text' },
    escalation: null,
    draft: drafts.get(String(n)) ?? EMPTY_DRAFT,
  });
  const value = (method: string, input: unknown): unknown => {
    switch (method) {
      case 'review.next':
        opened += 1;
        return { case: opened > cases ? null : view(opened) };
      case 'review.decide':
        return { index: 7, finalAt: 1_000_000 + GRACE_MS, serverNow: 1_000_000 };
      case 'review.undo':
        drafts.set('1', WARN);
        return { case: view(1) };
      case 'review.extend':
        return { expiresAt: 1_000_000 + LEASE_MS, serverNow: 1_000_000 };
      case 'review.reveal': {
        const { slot, what } = input as { slot: number; what: 'text' | 'details' };
        if (slot === 0) return { complaint: [{ kind: 'text', text: 'by ' }, NAME] };
        const segments = [{ kind: 'text', text: 'hello ' }, what === 'text' ? MASK : NAME];
        return { message: { ...view(1).messages[1], slot, content: { kind: 'text', segments } } };
      }
      case 'review.saveDraft':
        return { saved: true };
      default:
        return { index: 8 };
    }
  };
  const transport: Transport = {
    invoke: async (method, input) => {
      calls.push({ method, input });
      const answer = answers[method as MethodName];
      return answer === undefined ? { ok: true, value: value(method, input) } : await answer();
    },
    subscribe: () => () => undefined,
    onConnection: () => () => undefined,
  };
  const session = new ReviewSession({ api: createApi<ContractTypes>(transport), problemOf });
  return { session, calls, answers, methods: () => calls.map(({ method }) => method) };
}

const failure = (): RpcResult => ({ ok: false, code: 'DB_FULL', message: 'The disk is full.' });
const lost = (): RpcResult => ({ ok: true, value: { lost: true } });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function decided() {
  const world = core();
  await world.session.openNext();
  world.session.edit(WARN);
  await world.session.commit();
  return world;
}

describe('opening', () => {
  it('opens nothing before it is asked to', () => {
    expect(core().calls).toEqual([]);
  });

  it('asks once, however often the key is pressed', async () => {
    const { session, methods } = core();
    await Promise.all([session.openNext(), session.openNext(), session.openNext()]);
    expect(methods()).toEqual(['review.next']);
    await session.openNext();
    expect(methods()).toEqual(['review.next']);
    expect(session.getState()).toMatchObject({ phase: 'open', slot: 5 });
  });

  it('says when nothing is left', async () => {
    const { session } = core(0);
    await session.openNext();
    expect(session.getState()).toMatchObject({ phase: 'empty', case: null });
  });

  it('takes cases of the chosen queue only', async () => {
    const { session, calls } = core();
    session.chooseQueue('SPAM');
    await session.openNext(true);
    expect(calls[0]!.input).toEqual({ policies: ['SPAM'], includeSkipped: true });
  });
});

describe('committing', () => {
  it('asks the core for the decision and then the next case, and for nothing between', async () => {
    const { session, methods } = await decided();
    expect(methods()).toEqual(['review.next', 'review.decide', 'review.next']);
    expect(session.getState()).toMatchObject({ phase: 'open', case: { code: '0000-0002' }, draft: EMPTY_DRAFT });
  });

  it('does not ask while something is missing, and names it', async () => {
    const { session, methods } = core();
    await session.openNext();
    session.setFinding('violation');
    await session.commit();
    expect(methods()).not.toContain('review.decide');
    expect(session.getState().missing).toEqual(['policy', 'action']);
    session.setPolicy('HARASSMENT.insults', 'violation');
    expect(session.getState().missing).toEqual(['action']);
  });

  it('keeps the case and everything filled in when the core refuses', async () => {
    const { session, answers } = core();
    await session.openNext();
    session.edit({ ...WARN, reason: 'typed with care' });
    answers['review.decide'] = failure;
    await session.commit();
    expect(session.getState()).toMatchObject({
      phase: 'open',
      case: { code: '0000-0001' },
      draft: { reason: 'typed with care' },
      problem: { code: 'DB_FULL' },
      undo: null,
    });
  });

  it('shows no success before the core has confirmed', async () => {
    const { session, answers } = core();
    await session.openNext();
    session.edit(WARN);
    let confirm: (result: RpcResult) => void = () => undefined;
    answers['review.decide'] = () =>
      new Promise((resolve) => {
        confirm = resolve;
      });
    const committing = session.commit();
    await vi.advanceTimersByTimeAsync(5000);
    expect(session.getState()).toMatchObject({ phase: 'committing', case: { code: '0000-0001' }, undo: null });
    confirm({ ok: true, value: { index: 7, finalAt: GRACE_MS, serverNow: 0 } });
    await committing;
    expect(session.getState().undo?.code).toBe('0000-0001');
  });

  it('does not show a recorded case as open when the next one cannot be opened', async () => {
    const { session, answers } = core();
    await session.openNext();
    session.edit(WARN);
    answers['review.next'] = failure;
    await session.commit();
    expect(session.getState()).toMatchObject({ phase: 'idle', case: null, problem: { code: 'DB_FULL' } });
    expect(session.getState().undo?.code).toBe('0000-0001');
  });

  it('writes no draft after the decision', async () => {
    const { methods } = await decided();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(methods()).not.toContain('review.saveDraft');
  });
});

describe('undo', () => {
  it('brings the decided case back with its draft, whatever else is open', async () => {
    const { session, calls } = await decided();
    await session.undo();
    expect(calls.at(-1)).toEqual({
      method: 'review.undo',
      input: { lease: { caseId: '0190aaaa-bbbb-7ccc-8ddd-000000000001', token: '1'.repeat(32) } },
    });
    expect(session.getState()).toMatchObject({ phase: 'open', case: { code: '0000-0001' }, draft: WARN, undo: null });
  });

  it('saves what was begun on the other case first', async () => {
    const { session, methods } = await decided();
    session.setReason('half a thought');
    await session.undo();
    expect(methods().slice(-2)).toEqual(['review.saveDraft', 'review.undo']);
  });

  it('is over when the grace time is', async () => {
    const { session, methods } = await decided();
    await vi.advanceTimersByTimeAsync(GRACE_MS + 1);
    expect(session.getState().undo).toBeNull();
    await session.undo();
    expect(methods()).not.toContain('review.undo');
  });

  it('says so when it came too late, and leaves the open case alone', async () => {
    const { session, answers } = await decided();
    answers['review.undo'] = lost;
    await session.undo();
    expect(session.getState()).toMatchObject({
      phase: 'open',
      case: { code: '0000-0002' },
      problem: { code: 'UNDO_TOO_LATE' },
      undo: null,
    });
  });
});

describe('losing a case', () => {
  it.each(['review.decide', 'review.skip', 'review.reveal', 'review.saveDraft', 'review.extend'] as const)(
    'drops the content and keeps the draft when %s says it is lost',
    async (method) => {
      const { session, answers } = core();
      await session.openNext();
      session.edit({ ...WARN, reason: 'kept' });
      answers[method] = lost;
      if (method === 'review.decide') await session.commit();
      else if (method === 'review.skip') await session.skip();
      else if (method === 'review.reveal') await session.reveal();
      else if (method === 'review.extend') await vi.advanceTimersByTimeAsync(61_000);
      session.saveDraftNow();
      await vi.advanceTimersByTimeAsync(0);
      expect(session.getState()).toMatchObject({ phase: 'lost', case: null, draft: { reason: 'kept' } });
    },
  );

  it('does so on the pushed event, for this case only', async () => {
    const { session } = core();
    await session.openNext();
    session.onEvent({ type: 'lease.lost', caseId: '0190aaaa-bbbb-7ccc-8ddd-000000000009' });
    expect(session.getState().phase).toBe('open');
    session.onEvent({ type: 'lease.lost', caseId: '0190aaaa-bbbb-7ccc-8ddd-000000000001' });
    expect(session.getState()).toMatchObject({ phase: 'lost', lost: { cause: 'taken' } });
  });

  it('does so by the clock while the connection is gone', async () => {
    const { session, answers } = core();
    await session.openNext();
    session.onConnection(false);
    answers['review.extend'] = () => ({ ok: false, code: 'TRANSPORT_CLOSED', message: '' });
    await vi.advanceTimersByTimeAsync(LEASE_MS + 1000);
    expect(session.getState()).toMatchObject({ phase: 'lost', case: null, lost: { cause: 'disconnected' } });
  });

  it('asks whether the case is still its own when the connection is back', async () => {
    const { session, answers } = core();
    await session.openNext();
    session.onConnection(false);
    answers['review.extend'] = lost;
    session.onConnection(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(session.getState()).toMatchObject({ phase: 'lost', lost: { cause: 'taken' } });
  });

  it('puts the kept draft back when the same case comes again', async () => {
    const { session, answers } = core();
    await session.openNext();
    const first = session.getState().case;
    session.edit({ ...WARN, reason: 'not yet saved' });
    session.onEvent({ type: 'lease.lost', caseId: first?.caseId ?? '' });
    answers['review.next'] = () => ({ ok: true, value: { case: first } });
    await session.openNext();
    expect(session.getState()).toMatchObject({ phase: 'open', draft: { reason: 'not yet saved' } });
  });
});

describe('revealing', () => {
  it('shows the text the core answers with, in its place', async () => {
    const { session } = core();
    await session.openNext();
    session.focusSlot(4);
    await session.reveal();
    expect(session.getState().case?.messages.map(({ content }) => content.kind)).toEqual(['text', 'veiled']);
  });

  it('asks for one step at a time: the text, then what is masked in it, then nothing', async () => {
    const { session, calls } = core();
    await session.openNext();
    for (let n = 0; n < 3; n += 1) await session.reveal();
    expect(calls.slice(1).map(({ method, input }) => [method, (input as { what: string }).what])).toEqual([
      ['review.reveal', 'text'],
      ['review.reveal', 'details'],
    ]);
    expect(session.getState().case?.messages[1]?.content).toMatchObject({
      segments: [{ text: 'hello ' }, { text: 'Mira' }],
    });
  });

  it('reaches what the reporter wrote as number 0', async () => {
    const { session, calls } = core();
    await session.openNext();
    session.focusSlot(0);
    await session.reveal();
    expect(calls.at(-1)?.input).toMatchObject({ slot: 0, what: 'details' });
    expect(session.getState().case?.complaint.segments).toEqual([{ kind: 'text', text: 'by ' }, NAME]);
    await session.reveal();
    expect(calls.filter(({ method }) => method === 'review.reveal')).toHaveLength(1);
  });

  it('loses nothing when the limit is reached', async () => {
    const { session, answers } = core();
    await session.openNext();
    session.edit(WARN);
    answers['review.reveal'] = () => ({ ok: false, code: 'REVEAL_LIMIT', message: 'Take a break.' });
    await session.reveal();
    expect(session.getState()).toMatchObject({ phase: 'open', draft: WARN, problem: { code: 'REVEAL_LIMIT' } });
  });

  it('keeps the veil when the reveal could not be recorded', async () => {
    const { session, answers } = core();
    await session.openNext();
    answers['review.reveal'] = failure;
    await session.reveal();
    expect(session.getState().case?.messages.every(({ content }) => content.kind === 'veiled')).toBe(true);
    expect(session.getState().problem?.code).toBe('DB_FULL');
  });

  it('does not put the text of one case into another', async () => {
    const { session, answers } = core();
    await session.openNext();
    let answer: (result: RpcResult) => void = () => undefined;
    answers['review.reveal'] = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const revealing = session.reveal();
    await session.skip();
    expect(session.getState().case?.code).toBe('0000-0002');
    answer({
      ok: true,
      value: {
        message: {
          ...session.getState().case!.messages[1],
          content: { kind: 'text', segments: [{ kind: 'text', text: 'other' }] },
        },
      },
    });
    await revealing;
    expect(JSON.stringify(session.getState().case)).not.toContain('other');
  });
});

describe('leaving without a decision', () => {
  it('records a skip with its draft saved and opens the next case', async () => {
    const { session, methods } = core();
    await session.openNext();
    session.setReason('come back to this');
    await session.skip();
    expect(methods()).toEqual(['review.next', 'review.saveDraft', 'review.skip', 'review.next']);
    expect(session.getState().case?.code).toBe('0000-0002');
  });

  it('passes the reason of an escalation on', async () => {
    const { session, calls } = core();
    await session.openNext();
    await session.escalate('needs a lead');
    expect(calls.find(({ method }) => method === 'review.escalate')?.input).toMatchObject({ reason: 'needs a lead' });
  });

  it('goes through the skipped cases until one is skipped again', async () => {
    const { session, calls } = core(9);
    const asked = (): unknown =>
      (calls.filter(({ method }) => method === 'review.next').at(-1)?.input as { includeSkipped: boolean })
        .includeSkipped;
    await session.openNext(true);
    session.edit(WARN);
    await session.commit();
    expect(asked()).toBe(true);
    await session.defer(15);
    expect(asked()).toBe(true);
    await session.skip();
    expect(asked()).toBe(false);
  });

  it('notes for a moment what was done with the case', async () => {
    const { session } = core();
    await session.openNext();
    await session.skip();
    expect(session.getState().note).toEqual({ what: 'skipped', code: '0000-0001' });
    await vi.advanceTimersByTimeAsync(NOTE_MS);
    expect(session.getState().note).toBeNull();
  });
});

describe('locking the window', () => {
  it('forgets everything at once and sends the draft at hand', async () => {
    const { session, calls } = core();
    await session.openNext();
    session.edit({ ...WARN, reason: 'half a reason' });
    const closing = session.close();
    expect(session.getState()).toMatchObject({ phase: 'idle', case: null, draft: EMPTY_DRAFT, undo: null });
    await closing;
    expect(calls.at(-1)).toMatchObject({ method: 'review.saveDraft', input: { draft: { reason: 'half a reason' } } });
    expect(session.leaseRemaining()).toBe(0);
  });

  it('drops what was on its way, and asks for nothing more', async () => {
    const { session, answers, methods } = core();
    await session.openNext();
    session.edit(WARN);
    let answer: (result: RpcResult) => void = () => undefined;
    answers['review.decide'] = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const committing = session.commit();
    await session.close();
    const asked = methods().length;
    answer({ ok: true, value: { index: 7, finalAt: GRACE_MS, serverNow: 0 } });
    await committing;
    await vi.advanceTimersByTimeAsync(LEASE_MS * 2);
    expect(methods()).toHaveLength(asked);
    expect(session.getState()).toMatchObject({ case: null, undo: null });
  });

  it('drops a case that arrives after it', async () => {
    const { session, answers } = core();
    let answer: (result: RpcResult) => void = () => undefined;
    await session.openNext();
    const view = session.getState().case;
    await session.skip();
    answers['review.next'] = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const skipping = session.skip();
    await vi.advanceTimersByTimeAsync(0);
    await session.close();
    answer({ ok: true, value: { case: view } });
    await skipping;
    expect(session.getState().case).toBeNull();
    expect(session.leaseRemaining()).toBe(0);
  });
});
