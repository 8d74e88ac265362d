import { describe, expect, it, vi } from 'vitest';
import type { CoreEvent, RpcResult, Transport } from '../../../common/rpc.ts';
import { WindowSession, type Hello } from './window-session.ts';

const USER = { id: 'mod-01', role: 'moderator', grants: [], initialPassphrase: false } as const;

/** A core with one window: who is signed in, and what is answered instead where a test says so. */
function core() {
  const calls: { method: string; input: unknown }[] = [];
  const answers: Record<string, (() => RpcResult | Promise<RpcResult>) | undefined> = {};
  let user: Hello['user'] = { ...USER, grants: [] };
  let failedAttempts = 0;
  const events = new Set<(event: CoreEvent) => void>();
  const watchers = new Set<(connected: boolean) => void>();
  const hello = (): Hello => ({
    user,
    setup: false,
    keychain: false,
    workspace: 'w',
    sample: false,
    sampleUsers: [],
    host: 'browser',
    version: '0',
    model: null,
    graceMs: 10_000,
    idleMs: 300_000,
    failedAttempts,
    retryAfterMs: failedAttempts * 1000,
  });
  const value = (method: string, input: unknown): RpcResult => {
    if (method === 'session.hello') return { ok: true, value: hello() };
    if (method === 'session.lock') user = null;
    if (method === 'session.unlock') {
      const { user: id, passphrase } = input as { user: string; passphrase: string | null };
      if (passphrase === 'wrong') {
        failedAttempts += 1;
        return { ok: false, code: 'PASSPHRASE_WRONG', message: 'User or passphrase is wrong.' };
      }
      user = { ...USER, id, grants: [] };
      const failedBefore = failedAttempts;
      failedAttempts = 0;
      return { ok: true, value: { user, failedBefore } };
    }
    if (user === null) return { ok: false, code: 'LOCKED', message: 'Quintet is locked.' };
    return { ok: true, value: {} };
  };
  const transport: Transport = {
    invoke: async (method, input) => {
      calls.push({ method, input });
      const answer = answers[method];
      return answer === undefined ? value(method, input) : await answer();
    },
    subscribe: (listener) => {
      events.add(listener);
      return () => events.delete(listener);
    },
    onConnection: (listener) => {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
  return {
    session: new WindowSession(transport),
    answers,
    methods: () => calls.map(({ method }) => method),
    signOut: () => {
      user = null;
    },
    push: (event: CoreEvent) => {
      for (const listener of events) listener(event);
    },
    connection: (connected: boolean) => {
      for (const watcher of watchers) watcher(connected);
    },
  };
}

async function opened() {
  const world = core();
  await world.session.refresh();
  const leave = vi.fn(() => Promise.resolve());
  world.session.onLeave(leave);
  return { ...world, leave };
}

const closed = (): RpcResult => ({ ok: false, code: 'TRANSPORT_CLOSED', message: 'The connection was lost.' });

describe('opening', () => {
  it('opens for the person the core names', async () => {
    const { session } = await opened();
    expect(session.getState()).toMatchObject({ phase: 'open', user: { id: 'mod-01' }, period: 1 });
  });

  it('is locked, without a cause, when the core names nobody', async () => {
    const { session, signOut } = core();
    signOut();
    await session.refresh();
    expect(session.getState()).toMatchObject({ phase: 'locked', cause: null });
  });

  it('says when the core cannot be asked, and asks again when the connection is there', async () => {
    const { session, answers, connection } = core();
    answers['session.hello'] = closed;
    await session.refresh();
    expect(session.getState()).toMatchObject({ phase: 'unreachable', problem: { code: 'TRANSPORT_CLOSED' } });
    answers['session.hello'] = undefined;
    connection(true);
    await vi.waitFor(() => {
      expect(session.getState().phase).toBe('open');
    });
  });
});

describe('locking', () => {
  it('clears the page before the core has answered', async () => {
    const { session, answers, leave } = await opened();
    answers['session.lock'] = () => new Promise(() => undefined);
    void session.lock('asked');
    expect(session.getState()).toMatchObject({ phase: 'locked', cause: 'asked', hello: { user: null } });
    expect(leave).toHaveBeenCalledOnce();
  });

  it('sends what was being written before it tells the core to lock', async () => {
    const { session, methods } = await opened();
    session.onLeave(async () => {
      await session.api('review.saveDraft', {
        lease: { caseId: 'c', token: 't' },
        draft: { finding: null, policy: null, action: null, reason: '' },
      });
    });
    await session.lock('asked');
    expect(methods().slice(1)).toEqual(['review.saveDraft', 'session.lock', 'session.hello']);
  });

  it('stays locked when the core cannot be told, and tells it once it can', async () => {
    const { session, answers, connection, methods } = await opened();
    answers['session.lock'] = closed;
    await session.lock('idle');
    expect(session.getState()).toMatchObject({ phase: 'locked', cause: 'idle' });
    answers['session.lock'] = undefined;
    connection(false);
    connection(true);
    await vi.waitFor(() => {
      expect(methods().slice(-2)).toEqual(['session.lock', 'session.hello']);
    });
    expect(session.getState().phase).toBe('locked');
  });

  it.each([
    [
      'the core pushes it',
      (world: Awaited<ReturnType<typeof opened>>) => {
        world.push({ type: 'session.locked' });
      },
    ],
    [
      'a call is refused as locked',
      (world: Awaited<ReturnType<typeof opened>>) => {
        world.signOut();
        void world.session.api('queue.overview', {}).catch(() => undefined);
      },
    ],
    [
      'the core names nobody after the connection was lost',
      (world: Awaited<ReturnType<typeof opened>>) => {
        world.signOut();
        world.connection(false);
        world.connection(true);
      },
    ],
  ])('clears the page when %s', async (_name, happen) => {
    const world = await opened();
    happen(world);
    await vi.waitFor(() => {
      expect(world.session.getState()).toMatchObject({ phase: 'locked', cause: 'elsewhere' });
    });
    expect(world.leave).toHaveBeenCalledOnce();
  });

  it('is not undone by an answer that was on its way', async () => {
    const { session, answers } = await opened();
    const held: ((result: RpcResult) => void)[] = [];
    answers['session.hello'] = () =>
      new Promise((resolve) => {
        held.push(resolve);
      });
    const asking = session.refresh();
    const locking = session.lock('asked');
    await vi.waitFor(() => {
      expect(held).toHaveLength(2);
    });
    const before = session.getState();
    held[0]?.({ ok: true, value: { ...('hello' in before ? before.hello : {}), user: USER } });
    await asking;
    expect(session.getState().phase).toBe('locked');
    held[1]?.({ ok: true, value: 'hello' in before ? before.hello : null });
    await locking;
    expect(session.getState().phase).toBe('locked');
  });
});

describe('unlocking', () => {
  it('answers with what was wrong and how long to wait', async () => {
    const { session } = await opened();
    await session.lock('asked');
    expect(await session.unlock('mod-01', 'wrong')).toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(session.getState()).toMatchObject({
      phase: 'locked',
      cause: 'asked',
      hello: { failedAttempts: 1, retryAfterMs: 1000 },
    });
  });

  it('begins a new period, with the failed attempts before it', async () => {
    const { session } = await opened();
    await session.lock('asked');
    await session.unlock('mod-01', 'wrong');
    expect(await session.unlock('lead-01', 'right')).toBeNull();
    expect(session.getState()).toMatchObject({ phase: 'open', user: { id: 'lead-01' }, period: 2, failedBefore: 1 });
  });

  it('clears the page of one person before another takes the place', async () => {
    const { session, leave, methods } = await opened();
    const seen: string[] = [];
    session.subscribe(() => seen.push(session.getState().phase));
    await session.unlock('lead-01', null);
    expect(seen).toEqual(['locked', 'open']);
    expect(leave).toHaveBeenCalledOnce();
    expect(methods().slice(1)).toEqual(['session.unlock', 'session.hello']);
    expect(session.getState()).toMatchObject({ user: { id: 'lead-01' }, period: 2 });
  });

  it('is not locked by a refusal of what the person before had asked for', async () => {
    const { session, answers } = await opened();
    let refuse: (result: RpcResult) => void = () => undefined;
    answers['log.verify'] = () =>
      new Promise((resolve) => {
        refuse = resolve;
      });
    const asked = session.api('log.verify', {}).catch(() => undefined);
    await session.lock('asked');
    await session.unlock('lead-01', 'right');
    refuse({ ok: false, code: 'LOCKED', message: 'Quintet is locked.' });
    await asked;
    expect(session.getState()).toMatchObject({ phase: 'open', user: { id: 'lead-01' } });
  });

  it('keeps the period when the same person is asked about again', async () => {
    const { session, leave } = await opened();
    await session.changePassphrase({ current: 'old', next: 'new and longer' });
    expect(session.getState()).toMatchObject({ phase: 'open', period: 1 });
    expect(leave).not.toHaveBeenCalled();
  });
});
