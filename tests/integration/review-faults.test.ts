import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaseView } from '../../common/domain/case-view.ts';
import type { LogEvent } from '../../common/domain/log.ts';
import { commitmentOf } from '../../main/crypto/commitment.ts';
import { prepareBundle } from '../../main/core/intake/accept.ts';
import type { EnqueueBundle } from '../../main/core/queue/port.ts';
import { makeBundle } from './support/bundles.ts';
import { accept, startDesk, type RunningDesk } from './support/desk.ts';
import { freshWorkspace } from './support/temporary.ts';
import { openRaw } from './support/raw-database.ts';

const WINDOW = { id: 'window-1' };
const OTHER = { id: 'window-2' };
const LEAD = { id: 'window-3' };

let folder: string;
let remove: () => Promise<void>;
let desk: RunningDesk;

beforeEach(async () => {
  ({ folder, remove } = await freshWorkspace());
  desk = await startDesk(folder);
});

afterEach(async () => {
  await desk.application.close();
  await remove();
});

async function next(window: { id: string }): Promise<CaseView | null> {
  const answer = await desk.application.handlers['review.next']({ policies: null, includeSkipped: false }, window);
  return answer.case;
}

async function kinds(caseId: string): Promise<string[]> {
  return (await desk.workspace.log.caseEntries(caseId)).map(({ event }) => event.kind);
}

/** Makes the database refuse log entries of one kind, as a failing disk would, until the answer is called. */
async function refuseEntries(kind: LogEvent['kind']): Promise<() => Promise<void>> {
  const run = async (sql: string): Promise<void> => {
    const db = await openRaw(folder);
    db.exec(sql);
    db.close();
  };
  await run(
    `CREATE TRIGGER refused BEFORE INSERT ON log WHEN NEW.kind = '${kind}' BEGIN SELECT raise(ABORT, 'refused'); END`,
  );
  return () => run('DROP TRIGGER refused');
}

/** Signs a lead in at another window: some lists are not a moderator's to read. */
async function signInLead(): Promise<void> {
  await desk.application.handlers['session.unlock']({ user: 'lead-01', passphrase: null }, LEAD);
}

describe('a log that refuses an entry', () => {
  it('leaves a case whose opening was not logged to whoever asks next, at once and unseen', async () => {
    await accept(desk.workspace, makeBundle().raw);
    await desk.screened();
    const repair = await refuseEntries('case.opened');
    await expect(next(WINDOW)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    expect(await desk.workspace.queue.stats()).toMatchObject({ ready: 1, leased: 0 });
    await repair();
    const view = await next(OTHER);
    expect(view).toMatchObject({ attempt: 1 });
    expect(await kinds(view?.caseId ?? '')).toEqual(['case.received', 'case.scored', 'case.released', 'case.opened']);
    expect(await next(WINDOW)).toBeNull();
  });

  it('reveals nothing whose reveal was not logged', async () => {
    await accept(desk.workspace, makeBundle().raw);
    await desk.screened();
    const view = await next(WINDOW);
    if (view === null) throw new Error('the queue is empty');
    const lease = { caseId: view.caseId, token: view.token };
    const reveal = (): Promise<unknown> =>
      desk.application.handlers['review.reveal']({ lease, slot: 5, what: 'text' }, WINDOW);
    const repair = await refuseEntries('message.revealed');
    await expect(reveal()).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    await repair();
    expect(await reveal()).toMatchObject({
      message: { content: { segments: [{ kind: 'text', text: 'You are useless.' }] } },
    });
    expect((await kinds(view.caseId)).at(-1)).toBe('message.revealed');
  });

  it('answers no search that was not logged', async () => {
    const { handlers } = desk.application;
    const search = (): ReturnType<(typeof handlers)['log.search']> =>
      handlers['log.search']({ filters: { kind: 'log.searched' }, before: null, limit: 10 }, LEAD);
    const ofCase = (): Promise<unknown> => handlers['log.case']({ caseId: randomUUID() }, LEAD);
    await signInLead();
    const repair = await refuseEntries('log.searched');
    await expect(search()).rejects.toMatchObject({ code: 'DB_FAILED' });
    await expect(ofCase()).rejects.toMatchObject({ code: 'DB_FAILED' });
    await repair();
    expect((await search()).rows).toHaveLength(1);
    await ofCase();
    expect((await search()).rows).toHaveLength(3);
  });
});

describe('a bundle that was damaged after it was queued', () => {
  const flipped = (bytes: Uint8Array): Uint8Array => bytes.with(20, (bytes[20] ?? 0) ^ 1);

  it.each<[string, (bundle: EnqueueBundle) => Partial<EnqueueBundle>, 'committed' | 'foreign', string]>([
    ['cut short', ({ sealed }) => ({ sealed: sealed.subarray(0, -1) }), 'foreign', 'NOT_AS_LOGGED'],
    ['one bit', ({ sealed }) => ({ sealed: flipped(sealed) }), 'foreign', 'NOT_AS_LOGGED'],
    ['other salt', ({ salt }) => ({ salt: flipped(salt) }), 'foreign', 'NOT_AS_LOGGED'],
    ['other header', ({ header }) => ({ header: header.replace('HARASSMENT', 'HATE') }), 'foreign', 'NOT_AS_LOGGED'],
    ['one bit, logged so', ({ sealed }) => ({ sealed: flipped(sealed) }), 'committed', 'SEAL'],
    [
      'other header, logged so',
      ({ header }) => ({ header: header.replace('HARASSMENT', 'HATE') }),
      'committed',
      'SEAL',
    ],
  ])('(%s) goes to quarantine at screening and holds up nothing', async (_, damage, commitment, code) => {
    const source = { trust: desk.workspace.trust, via: 'import' as const, actor: 'quintet' };
    const prepared = await prepareBundle(makeBundle().raw, source, Date.now());
    if (!('bundle' in prepared)) throw new Error('the bundle should have been sound');
    const { options, entry } = prepared;
    const bundle = { ...prepared.bundle, ...damage(prepared.bundle) };
    const { caseId, bundleId } = bundle;
    const logged =
      commitment === 'committed' ? { ...entry.event, commitment: commitmentOf(bundle, bundle.salt) } : entry.event;
    await desk.workspace.queue.enqueue(bundle, { ...options, priority: 9 }, { ...entry, event: logged });
    await accept(desk.workspace, makeBundle().raw);
    await handedOn();

    await signInLead();
    const { total, rows } = await desk.application.handlers['quarantine.list']({ limit: 10 }, LEAD);
    expect(total).toBe(1);
    expect(rows[0]).toMatchObject({ code, bundleId });
    expect(await kinds(caseId)).toEqual(['case.received', 'case.quarantined']);
    expect(await desk.workspace.queue.stats()).toMatchObject({ ready: 1, leased: 0, dead: 0, quarantined: 1 });
    const view = await next(WINDOW);
    expect(view?.caseId).not.toBe(caseId);
    expect(await next(OTHER)).toBeNull();
  });

  /** Resolves when a case is ready for a person. */
  function handedOn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = desk.application.onEvent(check);
      function check(): void {
        desk.workspace.queue.stats().then((stats) => {
          if (stats.ready - stats.unscored < 1) return;
          stop();
          resolve();
        }, reject);
      }
      check();
    });
  }
});
