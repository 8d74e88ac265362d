import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaseView } from '../../common/domain/case-view.ts';
import type { LogEvent } from '../../common/domain/log.ts';
import { verifyBundle } from '../../main/core/intake/verify-bundle.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { makeBundle } from './support/bundles.ts';
import { accept, startDesk, temporaryWorkspace, type RunningDesk } from './support/desk.ts';
import { received } from './support/queue-contract-entries.ts';

const WINDOW = { id: 'window-1' };
const OTHER = { id: 'window-2' };

let folder: string;
let remove: () => Promise<void>;
let desk: RunningDesk;

beforeEach(async () => {
  ({ folder, remove } = await temporaryWorkspace());
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
function refuseEntries(kind: LogEvent['kind']): () => void {
  const run = (sql: string): void => {
    const db = new Database(layoutOf(folder).databaseFile);
    db.exec(sql);
    db.close();
  };
  run(
    `CREATE TRIGGER refused BEFORE INSERT ON log WHEN NEW.kind = '${kind}' BEGIN SELECT raise(ABORT, 'refused'); END`,
  );
  return () => {
    run('DROP TRIGGER refused');
  };
}

describe('a log that refuses an entry', () => {
  it('leaves a case whose opening was not logged to whoever asks next, at once and unseen', async () => {
    await accept(desk.workspace, makeBundle().raw);
    await desk.screened();
    const repair = refuseEntries('case.opened');
    await expect(next(WINDOW)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    expect(await desk.workspace.queue.stats()).toMatchObject({ ready: 1, leased: 0 });
    repair();
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
    const reveal = (): Promise<unknown> => desk.application.handlers['review.reveal']({ lease, slot: 5 }, WINDOW);
    const repair = refuseEntries('message.revealed');
    await expect(reveal()).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    repair();
    expect(await reveal()).toMatchObject({ message: { content: { text: 'You are useless.' } } });
    expect((await kinds(view.caseId)).at(-1)).toBe('message.revealed');
  });

  it('answers no search that was not logged', async () => {
    const { handlers } = desk.application;
    const search = (): ReturnType<(typeof handlers)['log.search']> =>
      handlers['log.search']({ filters: { kind: 'log.searched' }, before: null, limit: 10 }, WINDOW);
    const ofCase = (): Promise<unknown> => handlers['log.case']({ caseId: randomUUID() }, WINDOW);
    const repair = refuseEntries('log.searched');
    await expect(search()).rejects.toMatchObject({ code: 'DB_FAILED' });
    await expect(ofCase()).rejects.toMatchObject({ code: 'DB_FAILED' });
    repair();
    expect((await search()).rows).toHaveLength(1);
    await ofCase();
    expect((await search()).rows).toHaveLength(3);
  });
});

describe('a bundle that was damaged after it was queued', () => {
  const swap = (sealed: Uint8Array, from: string, to: string): Uint8Array =>
    Buffer.from(Buffer.from(sealed).toString('utf8').replace(from, to));

  it.each<[string, (sealed: Uint8Array) => Uint8Array, string]>([
    ['cut short', (sealed) => sealed.subarray(0, -1), 'SCHEMA_JSON'],
    ['no text', () => Uint8Array.of(0xff, 0xfe), 'SCHEMA_UTF8'],
    ['of another category', (sealed) => swap(sealed, '"HARASSMENT"', '"HATE"'), 'HEADER_MISMATCH'],
  ])('(%s) goes to quarantine at screening and holds up nothing', async (_, damage, code) => {
    const sound = verifyBundle(makeBundle().raw);
    if (!sound.ok) throw new Error('the bundle should have been sound');
    const caseId = randomUUID();
    const { bundleId } = sound.bundle.header;
    await desk.workspace.queue.enqueue(
      { caseId, bundleId, header: sound.header, sealed: damage(sound.sealed) },
      { policy: 'HARASSMENT', priority: 9 },
      received(caseId, bundleId),
    );
    await accept(desk.workspace, makeBundle().raw);
    await handedOn();

    const { total, rows } = await desk.application.handlers['quarantine.list']({ limit: 10 }, WINDOW);
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
