import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockedWorkspace, passphraseOf, startLocked, type Watched } from './support/locked.ts';
import { refusalOf } from './support/seats.ts';

const WINDOW = { id: 'window-1' };
const OTHER = { id: 'window-2' };
const NOBODY = 'somebody-else';
const NEXT = 'a much better passphrase';

let remove: () => Promise<void>;
let application: Watched;
let time: number;

beforeEach(async () => {
  time = Date.now();
  const locked = await lockedWorkspace();
  ({ remove } = locked);
  application = await startLocked(locked.folder, { now: () => time });
}, 120_000);

afterEach(async () => {
  await application.close();
  await remove();
});

const unlock = (user: string, passphrase = passphraseOf(user), window = WINDOW) =>
  application.handlers['session.unlock']({ user, passphrase }, window);
const hello = () => application.handlers['session.hello']({}, WINDOW);
const change = (current: string, next: string) =>
  application.handlers['session.changePassphrase']({ current, next }, WINDOW);

describe('guessing passphrases', () => {
  it('counts for each person: nobody’s own sign-in gives them more guesses at a colleague', async () => {
    const guess = (user = 'admin-01'): Promise<unknown> => refusalOf(unlock(user, 'not the passphrase', OTHER));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await guess()).toBe('PASSPHRASE_WRONG');
      expect(await unlock('mod-01', passphraseOf('mod-01'), OTHER)).toMatchObject({ failedBefore: 0 });
    }
    expect(await guess()).toBe('PASSPHRASE_WAIT');
    expect(await refusalOf(unlock('admin-01'))).toBe('PASSPHRASE_WAIT');
    // Nobody else waits, though a window that does not know yet who is there hears of the longest wait.
    expect(await hello()).toMatchObject({ failedAttempts: 3, retryAfterMs: 1_000 });
    expect(await guess('lead-01')).toBe('PASSPHRASE_WRONG');
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(await guess(`${NOBODY}-${attempt}`)).toBe('PASSPHRASE_WRONG');
    expect(await guess(`${NOBODY}-again`)).toBe('PASSPHRASE_WAIT');
    time += 1_000;
    expect(await unlock('admin-01')).toMatchObject({ failedBefore: 3 });
    expect(await unlock('lead-01')).toMatchObject({ failedBefore: 1 });
  });

  it('in the dialog that changes one: a wrong present one counts, waits and is told of like a failed sign-in', async () => {
    await unlock('mod-01');
    const wrong = (): Promise<unknown> => refusalOf(change('not the passphrase', NEXT));
    // All at once, so that none has failed when the next one is asked for.
    const outcomes = await Promise.all(Array.from({ length: 6 }, wrong));
    expect(outcomes.toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => 'PASSPHRASE_WAIT'),
      ...Array.from({ length: 3 }, () => 'PASSPHRASE_WRONG'),
    ]);
    expect(await refusalOf(change(passphraseOf('mod-01'), NEXT))).toBe('PASSPHRASE_WAIT');
    expect(await refusalOf(unlock('mod-01', undefined, OTHER))).toBe('PASSPHRASE_WAIT');
    time += 1_000;
    expect(await wrong()).toBe('PASSPHRASE_WRONG');
    expect(await hello()).toMatchObject({ failedAttempts: 4, retryAfterMs: 2_000 });
    time += 2_000;
    expect(await unlock('mod-01', undefined, OTHER)).toMatchObject({ failedBefore: 4 });
    await change(passphraseOf('mod-01'), NEXT);
    expect((await hello()).failedAttempts).toBe(0);
  });
});
