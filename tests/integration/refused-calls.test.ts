import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MethodName } from '../../common/contract.ts';
import { startDesk, type RunningDesk } from './support/desk.ts';
import { openRaw } from './support/raw-database.ts';
import { refusalOf } from './support/seats.ts';
import { freshWorkspace } from './support/temporary.ts';

const WINDOW = { id: 'window-1' };

let folder: string;
let remove: () => Promise<void>;
let desk: RunningDesk;
let time: number;

beforeEach(async () => {
  time = Date.now();
  ({ folder, remove } = await freshWorkspace());
  desk = await startDesk(folder, { now: () => time });
});

afterEach(async () => {
  await desk.application.close();
  await remove();
});

const permit = (method: MethodName): Promise<unknown> => refusalOf(desk.application.permit(WINDOW, method));

/** What the log says of refused calls, read past the application with the database's own key. */
async function refusedInLog(): Promise<unknown[]> {
  const db = await openRaw(folder);
  try {
    const entries = db.prepare("SELECT entry FROM log WHERE kind = 'access.refused' ORDER BY idx").pluck().all();
    return (entries as Buffer[]).map((entry) => {
      const line =
        entry
          .toString('utf8')
          .split('\n')
          .find((text) => text.startsWith('{')) ?? '';
      const { actor, method, count } = JSON.parse(line) as Record<string, unknown>;
      return [actor, method, count];
    });
  } finally {
    db.close();
  }
}

describe('calls a role may not make', () => {
  it('stand in the log under the name of whoever made them, at most once a minute, none forgotten', async () => {
    for (let n = 0; n < 4; n += 1) expect(await permit('people.add')).toBe('NOT_ALLOWED');
    expect(await permit('queue.overview')).toBe('was not refused');
    expect(await refusedInLog()).toEqual([['mod-01', 'people.add', 1]]);
    time += 60_000;
    expect(await permit('people.add')).toBe('NOT_ALLOWED');
    expect(await permit('people.add')).toBe('NOT_ALLOWED');
    const soFar = [
      ['mod-01', 'people.add', 1],
      ['mod-01', 'people.add', 4],
    ];
    expect(await refusedInLog()).toEqual(soFar);
    await desk.application.lockAll('asked');
    expect(await refusedInLog()).toEqual([...soFar, ['mod-01', 'people.add', 1]]);
  });

  it('count once, whether the window or the handler is asked', async () => {
    const { handlers } = desk.application;
    expect(await refusalOf(handlers['keys.list']({}, WINDOW))).toBe('NOT_ALLOWED');
    await desk.application.lockAll('asked');
    expect(await refusedInLog()).toEqual([['mod-01', 'keys.list', 1]]);
  });

  it('leave nothing when nobody has signed in', async () => {
    await desk.application.handlers['session.lock']({ cause: 'asked' }, WINDOW);
    expect(await permit('people.add')).toBe('LOCKED');
    await desk.application.lockAll('asked');
    expect(await refusedInLog()).toEqual([]);
  });

  it('are refused all the same when the log cannot be written, and counted when it can again', async () => {
    const run = async (sql: string): Promise<void> => {
      const db = await openRaw(folder);
      db.exec(sql);
      db.close();
    };
    await run("CREATE TRIGGER refused BEFORE INSERT ON log BEGIN SELECT raise(ABORT, 'refused'); END");
    expect(await permit('people.add')).toBe('NOT_ALLOWED');
    expect(await refusedInLog()).toEqual([]);
    await run('DROP TRIGGER refused');
    time += 60_000;
    expect(await permit('people.add')).toBe('NOT_ALLOWED');
    expect(await refusedInLog()).toEqual([['mod-01', 'people.add', 2]]);
  });
});
