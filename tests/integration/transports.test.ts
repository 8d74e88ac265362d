import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { contract, type Session } from '../../common/contract.ts';
import { PROBLEMS, ProblemError } from '../../common/errors.ts';
import type { CoreEvent, Transport } from '../../common/rpc.ts';
import { startBrowserHost } from '../../main/hosts/browser/host.ts';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from '../../main/hosts/electron/channels.ts';
import { attachIpc, type ContentsLike, type IpcEventLike, type IpcMainLike } from '../../main/hosts/electron/ipc.ts';
import { createLog } from '../../main/platform/log.ts';
import { createDirectTransport } from '../../main/rpc/direct.ts';
import { createDispatcher } from '../../main/rpc/dispatcher.ts';
import { createSessions } from '../../main/rpc/sessions.ts';
import { createElectronTransport, type DesktopBridge } from '../../renderer/src/transports/electron.ts';
import { createWebSocketTransport } from '../../renderer/src/transports/websocket.ts';
import { createBrowserClient } from './support/browser-client.ts';
import { createFakeApplication, HELLO, type FakeApplication } from './support/fake-application.ts';

interface Wire {
  readonly transport: Transport;
  /** Everything the diagnostic log received. */
  readonly logged: () => string;
  close(): Promise<void>;
}

function collectingLog() {
  const lines: string[] = [];
  const log = createLog({ write: (line: string) => void lines.push(line) }, 'trace');
  return { log, logged: () => lines.join('') };
}

function direct(application: FakeApplication): Promise<Wire> {
  const { log, logged } = collectingLog();
  const sessions = createSessions((session) => application.sessionClosed(session));
  const dispatcher = createDispatcher({
    contract,
    handlers: application.handlers,
    sessions,
    permit: (session, method) => application.permit(session, method),
    trusts: (sender: Session) => sender,
    onDefect: (defect) => {
      log.error(defect);
    },
  });
  const session = sessions.open();
  const transport = createDirectTransport(dispatcher, session, (listener) => application.onEvent(listener));
  return Promise.resolve({ transport, logged, close: () => sessions.close(session) });
}

/**
 * Electron's ipc cannot run without its binary; the stand-in is at `ipcMain` and `ipcRenderer`, and like the real ones
 * it copies every value by structured clone in both directions.
 */
function electron(application: FakeApplication): Promise<Wire> {
  const { log, logged } = collectingLog();
  let handler: ((event: IpcEventLike, ...values: unknown[]) => Promise<unknown>) | undefined;
  const ipcMain: IpcMainLike = {
    handle: (channel, listener) => {
      if (channel === INVOKE_CHANNEL) handler = listener;
    },
    removeHandler: () => {
      handler = undefined;
    },
  };
  const received = new Set<(event: CoreEvent) => void>();
  const contents: ContentsLike = {
    id: 7,
    isDestroyed: () => false,
    send: (channel, event) => {
      if (channel !== EVENT_CHANNEL) return;
      for (const listener of received) listener(structuredClone(event) as CoreEvent);
    },
  };
  const hub = attachIpc(ipcMain, application, log);
  hub.begin(contents);
  const bridge: DesktopBridge = {
    invoke: async (method, input) => {
      const event: IpcEventLike = { sender: contents, senderFrame: { url: 'app://quintet/#/review', parent: null } };
      const answer = await handler?.(event, structuredClone(method), structuredClone(input));
      return structuredClone(answer) as Awaited<ReturnType<DesktopBridge['invoke']>>;
    },
    subscribe: (listener) => {
      received.add(listener);
      return () => received.delete(listener);
    },
  };
  return Promise.resolve({ transport: createElectronTransport(bridge), logged, close: () => hub.close() });
}

async function websocket(application: FakeApplication): Promise<Wire> {
  const { log, logged } = collectingLog();
  const root = await mkdtemp(join(tmpdir(), 'quintet-renderer-'));
  const host = await startBrowserHost({ application, rendererRoot: root, port: 0, log });
  const transport = createWebSocketTransport(createBrowserClient(host.launchUrl()).connector);
  return {
    transport,
    logged,
    close: async () => {
      transport.close();
      await host.close();
      await rm(root, { recursive: true });
    },
  };
}

const SECRET = 'the words of a reported message';
const LEASE = { caseId: '00000000-0000-4000-8000-000000000000', token: 'a'.repeat(32) };
const DRAFT = { finding: null, policy: null, action: null, reason: '' };

const wires: Wire[] = [];
afterEach(async () => {
  for (const wire of wires.splice(0)) await wire.close();
});

describe.each([
  ['direct', direct],
  ['electron', electron],
  ['websocket', websocket],
] as const)('%s transport', (_name, connect) => {
  const open = async (application: FakeApplication): Promise<Wire> => {
    const wire = await connect(application);
    wires.push(wire);
    return wire;
  };
  const hello = () => createFakeApplication({ 'session.hello': () => Promise.resolve(HELLO) });

  it('carries a good call to the core and its answer back', async () => {
    const application = createFakeApplication({
      'review.saveDraft': () => Promise.resolve({ saved: true }),
    });
    const { transport } = await open(application);
    const result = await transport.invoke('review.saveDraft', {
      lease: LEASE,
      draft: { ...DRAFT, reason: 'Ünïcode 🎻' },
    });
    expect(result).toEqual({ ok: true, value: { saved: true } });
    expect(application.calls).toHaveLength(1);
    expect(application.calls[0]).toMatchObject({
      method: 'review.saveDraft',
      input: { lease: LEASE, draft: { ...DRAFT, reason: 'Ünïcode 🎻' } },
    });
  });

  it('answers many calls at once, each with its own answer', async () => {
    const application = createFakeApplication({
      'review.extend': (input) => {
        const { lease } = input as { lease: { token: string } };
        const place = Number.parseInt(lease.token, 16);
        return new Promise((resolve) => {
          setTimeout(() => {
            resolve({ expiresAt: place, serverNow: 0 });
          }, 20 - place);
        });
      },
    });
    const { transport } = await open(application);
    const places = Array.from({ length: 20 }, (_, place) => place);
    const results = await Promise.all(
      places.map((place) =>
        transport.invoke('review.extend', { lease: { ...LEASE, token: place.toString(16).padStart(32, '0') } }),
      ),
    );
    expect(results).toEqual(places.map((place) => ({ ok: true, value: { expiresAt: place, serverNow: 0 } })));
  });

  it('pushes events to everyone, and a window its own', async () => {
    const application = hello();
    const { transport } = await open(application);
    await transport.invoke('session.hello', {});
    const session = application.calls[0]!.session;
    const events: CoreEvent[] = [];
    const three = new Promise<void>((resolve) => {
      transport.subscribe((event) => {
        events.push(event);
        if (event.type === 'health.changed') resolve();
      });
    });
    application.emit({ type: 'queue.changed' });
    application.emit({ type: 'lease.lost', caseId: 'someone else' }, 'another-session');
    application.emit({ type: 'lease.lost', caseId: LEASE.caseId }, session);
    application.emit({ type: 'health.changed' });
    await three;
    expect(events).toEqual([
      { type: 'queue.changed' },
      { type: 'lease.lost', caseId: LEASE.caseId },
      { type: 'health.changed' },
    ]);
  });

  it('says that it is connected', async () => {
    const { transport } = await open(hello());
    const connected = await new Promise((resolve) => {
      transport.onConnection(resolve);
    });
    expect(connected).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'hello'],
    ['an unknown field', { extra: 1 }],
    ['a list', []],
  ])('refuses %s where an empty object is due', async (_what, input) => {
    const application = hello();
    const { transport } = await open(application);
    expect(await transport.invoke('session.hello', input)).toMatchObject({ ok: false, code: 'BAD_INPUT' });
    expect(application.calls).toEqual([]);
  });

  it('names the field that is wrong and does not repeat what stood there', async () => {
    const { transport } = await open(hello());
    const result = await transport.invoke('review.saveDraft', { lease: LEASE, draft: { ...DRAFT, finding: SECRET } });
    expect(result).toMatchObject({ ok: false, code: 'BAD_INPUT' });
    const { message } = result as { message: string };
    expect(message).toContain('draft.finding');
    expect(message).not.toContain(SECRET);
  });

  it('takes a __proto__ or constructor in the input for an unknown field', async () => {
    const application = hello();
    const { transport } = await open(application);
    for (const json of ['{"__proto__":{"role":"lead"}}', '{"constructor":{"prototype":{}}}']) {
      expect(await transport.invoke('session.hello', JSON.parse(json))).toMatchObject({ code: 'BAD_INPUT' });
    }
    expect(application.calls).toEqual([]);
    expect({}).not.toHaveProperty('role');
  });

  it.each(['review.nothing', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'has no function called “%s”',
    async (method) => {
      const { transport } = await open(hello());
      expect(await transport.invoke(method, {})).toEqual({
        ok: false,
        code: 'UNKNOWN_METHOD',
        message: PROBLEMS.UNKNOWN_METHOD,
      });
    },
  );

  it('refuses what is too large or too deep, and goes on working', async () => {
    const application = hello();
    const { transport } = await open(application);
    const deep = JSON.parse('['.repeat(500) + ']'.repeat(500)) as unknown;
    const tooMuch: unknown[] = [{ text: 'x'.repeat(100_000) }, Array.from({ length: 10_000 }, () => 1), deep];
    for (const input of tooMuch) {
      expect(await transport.invoke('session.hello', input)).toMatchObject({ ok: false, code: 'TOO_LARGE' });
    }
    expect(application.calls).toEqual([]);
    expect(await transport.invoke('session.hello', {})).toMatchObject({ ok: true });
  });

  it('asks for permission before it says anything about the input', async () => {
    const application = createFakeApplication({ 'session.hello': () => Promise.resolve(HELLO) });
    application.forbid('people.add', new ProblemError('NOT_ALLOWED'));
    application.forbid('log.verify', new ProblemError('LOCKED'));
    const { transport } = await open(application);
    for (const input of [{}, 7, { id: ['x'] }, 'x'.repeat(100_000)]) {
      expect(await transport.invoke('people.add', input)).toMatchObject({ ok: false, code: 'NOT_ALLOWED' });
      expect(await transport.invoke('log.verify', input)).toMatchObject({ ok: false, code: 'LOCKED' });
    }
    expect(await transport.invoke('people.change', { id: 7 })).toMatchObject({ ok: false, code: 'BAD_INPUT' });
    expect(application.calls).toEqual([]);
  });

  it('lets nothing out that the contract does not name', async () => {
    const application = createFakeApplication({
      'session.hello': () => Promise.resolve({ ...HELLO, privateKey: SECRET }),
    });
    const { transport, logged } = await open(application);
    expect(await transport.invoke('session.hello', {})).toEqual({
      ok: false,
      code: 'BAD_OUTPUT',
      message: PROBLEMS.BAD_OUTPUT,
    });
    expect(logged()).toContain('session.hello');
    expect(logged()).not.toContain(SECRET);
  });

  it('passes a known problem on as data', async () => {
    const application = createFakeApplication({
      'review.reveal': () => Promise.reject(new ProblemError('SLOT_UNKNOWN')),
    });
    const { transport } = await open(application);
    expect(await transport.invoke('review.reveal', { lease: LEASE, slot: 3, what: 'text' })).toEqual({
      ok: false,
      code: 'SLOT_UNKNOWN',
      message: PROBLEMS.SLOT_UNKNOWN,
    });
  });

  it('hides the details of an unexpected failure from the window and from the log', async () => {
    const application = createFakeApplication({
      'session.hello': () => Promise.reject(new TypeError(`${SECRET} at /home/somebody/file.ts`)),
    });
    const { transport, logged } = await open(application);
    expect(await transport.invoke('session.hello', {})).toEqual({
      ok: false,
      code: 'INTERNAL',
      message: PROBLEMS.INTERNAL,
    });
    expect(logged()).toContain('TypeError');
    expect(logged()).not.toContain(SECRET);
  });

  it('survives a handler that throws at once and one that throws something odd', async () => {
    const application = createFakeApplication({
      'session.hello': () => {
        throw new RangeError(SECRET);
      },
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- libraries do reject with plain values
      'queue.overview': () => Promise.reject('a string'),
    });
    const { transport } = await open(application);
    expect(await transport.invoke('session.hello', {})).toMatchObject({ code: 'INTERNAL' });
    expect(await transport.invoke('queue.overview', {})).toMatchObject({ code: 'INTERNAL' });
  });
});

describe('the end of a window', () => {
  it('waits for the call under way before the core is told', async () => {
    const order: string[] = [];
    let answer: (value: unknown) => void = () => undefined;
    const application = createFakeApplication({
      'session.hello': () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const wire = await direct(application);
    const call = wire.transport.invoke('session.hello', {}).then(() => order.push('answered'));
    const closing = wire.close().then(() => order.push('closed'));
    expect(application.closed).toEqual([]);
    expect(await wire.transport.invoke('queue.overview', {})).toMatchObject({ code: 'UNTRUSTED_SENDER' });
    answer(HELLO);
    await Promise.all([call, closing]);
    expect(order).toEqual(['answered', 'closed']);
    expect(application.closed).toHaveLength(1);
  });

  it('does not wait for ever for a call that never answers', async () => {
    const ended: string[] = [];
    const sessions = createSessions((session) => {
      ended.push(session.id);
      return Promise.resolve();
    }, 20);
    const session = sessions.open();
    void sessions.track(session, new Promise(() => undefined));
    await sessions.close(session);
    await sessions.close(session);
    expect(ended).toEqual([session.id]);
  });
});
