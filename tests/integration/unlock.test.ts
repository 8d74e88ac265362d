import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApplicationOptions } from '../../main/core/application.ts';
import type * as vaultModule from '../../main/core/keys/vault.ts';
import type { OpenVault } from '../../main/core/keys/vault.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { makeBundle } from './support/bundles.ts';
import { accept } from './support/desk.ts';
import { lockedWorkspace, passphraseOf, startLocked, type Watched } from './support/locked.ts';
import { openRaw } from './support/raw-database.ts';
import { refusalOf } from './support/seats.ts';
import { freshWorkspace } from './support/temporary.ts';

/** Every vault that was opened, to look at its bytes afterwards. */
const vaults = vi.hoisted((): OpenVault[] => []);
vi.mock('../../main/core/keys/vault.ts', async (load) => {
  const original = await load<typeof vaultModule>();
  const openVault: typeof original.openVault = async (...given) => {
    const vault = await original.openVault(...given);
    vaults.push(vault);
    return vault;
  };
  return { ...original, openVault };
});

const WINDOW = { id: 'window-1' };
const OTHER = { id: 'window-2' };
const MINUTE = 60_000;
const NOBODY = 'somebody-else';

let folder: string;
let remove: () => Promise<void>;
let application: Watched;
let time: number;
const now = (): number => time;

beforeAll(async () => {
  const { remove: removeFirst } = await lockedWorkspace();
  await removeFirst();
}, 120_000);

beforeEach(async () => {
  vaults.length = 0;
  time = Date.now();
  ({ folder, remove } = await lockedWorkspace());
  await start();
});

afterEach(async () => {
  vi.useRealTimers();
  await application.close();
  await remove();
});

async function start(options: Partial<ApplicationOptions> = {}): Promise<void> {
  application = await startLocked(folder, { now, ...options });
}

const unlock = (user: string, passphrase: string | null = passphraseOf(user), window = WINDOW) =>
  application.handlers['session.unlock']({ user, passphrase }, window);
const lock = (window = WINDOW, cause: 'asked' | 'idle' | 'suspend' = 'asked') =>
  application.handlers['session.lock']({ cause }, window);
const hello = (window = WINDOW) => application.handlers['session.hello']({}, window);
const overview = (window = WINDOW) => application.handlers['queue.overview']({}, window);
const isWiped = ({ master, databaseKey, envelopeKey }: OpenVault): boolean =>
  [master, databaseKey, envelopeKey].every((bytes) => bytes.every((byte) => byte === 0));

/** Entries of some kinds, oldest first, read past the application with the database's own key. */
async function entries(...kinds: string[]): Promise<Record<string, unknown>[]> {
  const db = await openRaw(folder, passphraseOf('mod-01'));
  try {
    const marks = kinds.map(() => '?').join(', ');
    const rows = db.prepare(`SELECT entry FROM log WHERE kind IN (${marks}) ORDER BY idx`).pluck().all(kinds);
    return (rows as Buffer[]).map((entry) => {
      const [line = ''] = entry
        .toString('utf8')
        .split('\n')
        .filter((text) => text.startsWith('{'));
      return JSON.parse(line) as Record<string, unknown>;
    });
  } finally {
    db.close();
  }
}

describe('signing in', () => {
  it('opens with the right passphrase, and refuses a wrong one, a colleague’s and an unknown person alike', async () => {
    expect(await hello()).toMatchObject({ user: null, model: null, sample: false, sampleUsers: [], failedAttempts: 0 });
    const refusals = [];
    for (const [user, passphrase] of [
      ['mod-01', 'not the passphrase'],
      ['mod-01', passphraseOf('lead-01')],
      [NOBODY, passphraseOf('mod-01')],
    ] as const)
      refusals.push(await unlock(user, passphrase).catch((thrown: unknown) => thrown));
    expect(refusals).toMatchObject([
      { code: 'PASSPHRASE_WRONG', message: 'User or passphrase is wrong.' },
      { code: 'PASSPHRASE_WRONG', message: 'User or passphrase is wrong.' },
      { code: 'PASSPHRASE_WRONG', message: 'User or passphrase is wrong.' },
    ]);
    expect(await refusalOf(overview())).toBe('LOCKED');
    // Two for one person, one for somebody who is not there.
    expect(await hello()).toMatchObject({ user: null, failedAttempts: 2, retryAfterMs: 0 });
    expect(await unlock('mod-01')).toEqual({
      user: { id: 'mod-01', role: 'moderator', grants: [], initialPassphrase: true },
      failedBefore: 2,
    });
    expect(await overview()).toMatchObject({ ready: 0 });
    await lock();
    expect(await entries('session.opened')).toMatchObject([{ user: 'mod-01', role: 'moderator', failedBefore: 2 }]);
  });

  it('takes null for no passphrase outside a sample', async () => {
    expect(await refusalOf(unlock('mod-01', null))).toBe('PASSPHRASE_WRONG');
    expect(await refusalOf(unlock('mod-01', 'sample workspace, not secret'))).toBe('PASSPHRASE_WRONG');
  });

  it('takes a passphrase typed in another Unicode form', async () => {
    await unlock('mod-01');
    const next = 'crème brûlée à la carte';
    await application.handlers['session.changePassphrase'](
      { current: passphraseOf('mod-01'), next: next.normalize('NFD') },
      WINDOW,
    );
    await lock();
    expect((await unlock('mod-01', next.normalize('NFC'))).user.initialPassphrase).toBe(false);
  });

  it('makes guessing slower and slower, also across a restart, and lets nobody wait longer for a wrong clock', async () => {
    const wrong = (): Promise<unknown> => refusalOf(unlock('mod-01', 'not the passphrase'));
    for (let attempt = 0; attempt < 3; attempt += 1) expect(await wrong()).toBe('PASSPHRASE_WRONG');
    for (const waitMs of [1_000, 2_000, 4_000, 8_000]) {
      expect((await hello()).retryAfterMs).toBe(waitMs);
      time += waitMs - 1;
      // While the wait runs the right passphrase is refused as well, and trying does not make it longer.
      expect(await refusalOf(unlock('mod-01'))).toBe('PASSPHRASE_WAIT');
      time += 1;
      expect(await wrong()).toBe('PASSPHRASE_WRONG');
    }
    await application.close();
    await start();
    expect(await hello()).toMatchObject({ failedAttempts: 7, retryAfterMs: 16_000 });
    expect(await refusalOf(unlock('mod-01'))).toBe('PASSPHRASE_WAIT');
    time -= 365 * 24 * 60 * MINUTE;
    expect((await hello()).retryAfterMs).toBe(16_000);
    time += 365 * 24 * 60 * MINUTE + 16_000;
    expect(await unlock('mod-01')).toMatchObject({ failedBefore: 7 });
    expect((await hello()).failedAttempts).toBe(0);
  });

  it('never waits longer than five minutes, and counts a damaged count as failures', async () => {
    await application.close();
    const { attemptsFile } = layoutOf(folder);
    const people = { unknown: { failed: 60, at: time } };
    writeFileSync(attemptsFile, JSON.stringify({ format: 'quintet-attempts/2', people, others: 0 }));
    await start();
    expect((await hello()).retryAfterMs).toBe(5 * MINUTE);
    await application.close();
    writeFileSync(attemptsFile, '{"failed":');
    await start();
    expect((await hello()).failedAttempts).toBe(3);
  });
});

describe('two windows', () => {
  it('have a person each; the workspace closes with the last one and its keys are wiped', async () => {
    await unlock('mod-01');
    await unlock('lead-01', passphraseOf('lead-01'), OTHER);
    expect((await hello()).user?.id).toBe('mod-01');
    expect((await hello(OTHER)).user?.id).toBe('lead-01');
    // One vault is in use; the other one was only there to prove who the second person is.
    expect(vaults.map(isWiped)).toEqual([false, true]);
    await lock();
    expect(await refusalOf(overview())).toBe('LOCKED');
    expect(await overview(OTHER)).toMatchObject({ ready: 0 });
    expect(vaults.map(isWiped)).toEqual([false, true]);
    await lock(OTHER);
    expect(await refusalOf(overview(OTHER))).toBe('LOCKED');
    expect(vaults.map(isWiped)).toEqual([true, true]);
    expect(await hello()).toMatchObject({ user: null, model: null });
    expect(application.events.filter(({ event }) => event === 'session.locked')).toEqual([
      { event: 'session.locked', session: WINDOW.id },
      { event: 'session.locked', session: OTHER.id },
    ]);
  });

  it('tell only signed-in windows what happens', async () => {
    await unlock('mod-01');
    const before = application.events.length;
    await accepted(1);
    await vi.waitFor(() => {
      expect(application.events.slice(before).some(({ event }) => event === 'queue.changed')).toBe(true);
    });
    expect(application.events.every(({ session }) => session === WINDOW.id)).toBe(true);
  });

  it('sign the former person out when somebody else signs in, also when that fails', async () => {
    await unlock('mod-01');
    await unlock('lead-01');
    expect((await hello()).user?.id).toBe('lead-01');
    expect(await refusalOf(unlock('mod-01', 'not the passphrase'))).toBe('PASSPHRASE_WRONG');
    expect((await hello()).user).toBeNull();
    expect(vaults.every(isWiped)).toBe(true);
  });
});

describe('locking', () => {
  it('gives the case back, keeps its draft, says why, and passes it to the next person', async () => {
    await accepted(1);
    await unlock('mod-01');
    await unlock('lead-01', passphraseOf('lead-01'), OTHER);
    const lease = await openedBy(WINDOW);
    const draft = { finding: 'violation' as const, policy: null, action: null, reason: 'half done' };
    await application.handlers['review.saveDraft']({ lease, draft }, WINDOW);
    await lock();
    expect(await refusalOf(application.handlers['review.extend']({ lease }, WINDOW))).toBe('LOCKED');
    expect((await openedBy(OTHER)).caseId).toBe(lease.caseId);
    await unlock('mod-01');
    expect(await application.handlers['review.decide']({ lease, draft }, WINDOW)).toEqual({ lost: true });
    await lock();
    await lock(OTHER);
    expect((await entries('case.released', 'session.locked')).slice(0, 2)).toMatchObject([
      { actor: 'mod-01', kind: 'case.released', case: lease.caseId, cause: 'locked' },
      { actor: 'mod-01', kind: 'session.locked', user: 'mod-01', cause: 'asked' },
    ]);
    await unlock('mod-01');
    const again = await openedBy(WINDOW);
    expect(again).toMatchObject({ caseId: lease.caseId, draft: { reason: 'half done' } });
  });

  it('answers a call that was under way with LOCKED and not with a case', async () => {
    await accepted(3);
    await unlock('mod-01');
    await screened();
    for (let round = 0; round < 3; round += 1) {
      const next = refusalOf(application.handlers['review.next']({ policies: null, includeSkipped: false }, WINDOW));
      const locking = lock();
      expect(await next).toBe('LOCKED');
      await locking;
      await unlock('mod-01');
    }
  });

  it('comes by itself when nobody has been there for a while, whatever the window asks by itself', async () => {
    await application.close();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await start({ idleMs: 2 * MINUTE });
    await unlock('mod-01');
    await unlock('lead-01', passphraseOf('lead-01'), OTHER);
    for (let passed = 30_000; passed < 2 * MINUTE; passed += 30_000) {
      await pass(30_000);
      await overview();
      await hello();
      await application.handlers['session.active']({}, OTHER);
    }
    expect(lockedWindows()).toEqual([]);
    await pass(30_000);
    await vi.waitFor(() => {
      expect(lockedWindows()).toEqual([WINDOW.id]);
    });
    expect(await refusalOf(overview())).toBe('LOCKED');
    expect((await hello(OTHER)).user?.id).toBe('lead-01');
    await lock(OTHER);
    expect((await entries('session.locked')).map(({ cause }) => cause)).toEqual(['idle', 'asked']);
  });

  it('comes for everybody when the machine slept', async () => {
    await application.close();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await start({ idleMs: 60 * MINUTE });
    await unlock('mod-01');
    await unlock('lead-01', passphraseOf('lead-01'), OTHER);
    await pass(5_000);
    expect(lockedWindows()).toEqual([]);
    // A machine that sleeps runs no timer: the next tick comes late.
    time += 10 * MINUTE;
    vi.advanceTimersByTime(5_000);
    await vi.waitFor(() => {
      expect(vaults.every(isWiped)).toBe(true);
    });
    expect(lockedWindows()).toEqual([WINDOW.id, OTHER.id]);
    const causes = (await entries('session.locked')).map(({ cause }) => cause);
    expect(causes).toEqual(['suspend', 'suspend']);
  });

  it('comes for everybody when the host says that the machine goes to sleep', async () => {
    await unlock('mod-01');
    await unlock('lead-01', passphraseOf('lead-01'), OTHER);
    await application.lockAll('suspend');
    expect(vaults.every(isWiped)).toBe(true);
    expect(await refusalOf(overview())).toBe('LOCKED');
    expect(await refusalOf(overview(OTHER))).toBe('LOCKED');
  });

  it('signs out a window that has gone', async () => {
    await unlock('mod-01');
    await application.sessionClosed(WINDOW);
    expect(vaults.every(isWiped)).toBe(true);
    expect(await refusalOf(overview())).toBe('LOCKED');
    expect(await entries('session.locked')).toMatchObject([{ user: 'mod-01', cause: 'closed' }]);
  });

  function lockedWindows(): (string | null)[] {
    return application.events.filter(({ event }) => event === 'session.locked').map(({ session }) => session);
  }

  /** Lets time pass in steps as short as the core looks. */
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5_000) {
      time += 5_000;
      vi.advanceTimersByTime(5_000);
    }
    await Promise.resolve();
  }
});

describe('people who lose their rights', () => {
  it.each([
    ['disabled', { disabled: true }],
    ['of another role', { role: 'evaluator' as const }],
  ])('(%s) are signed out at once', async (_what, change) => {
    await unlock('mod-01');
    await unlock('admin-01', passphraseOf('admin-01'), OTHER);
    await application.handlers['people.change']({ id: 'mod-01', ...change }, OTHER);
    await vi.waitFor(() => {
      expect(application.events).toContainEqual({ event: 'session.locked', session: WINDOW.id });
    });
    expect(await refusalOf(overview())).toBe('LOCKED');
    expect((await hello(OTHER)).user?.id).toBe('admin-01');
    const again = await unlock('mod-01').catch((thrown: unknown) => thrown);
    if ('disabled' in change) expect(again).toMatchObject({ code: 'PASSPHRASE_WRONG' });
    else expect(again).toMatchObject({ user: { role: 'evaluator' } });
  });
});

describe('a sample workspace', () => {
  it('needs no typing until somebody locks, and then still no passphrase', async () => {
    await application.close();
    const sample = await freshWorkspace();
    try {
      application = await startLocked(sample.folder, { now, signIn: { user: null, passphrase: null } });
      expect(await hello()).toMatchObject({ user: { id: 'mod-01', initialPassphrase: false }, sample: true });
      expect((await hello(OTHER)).user?.id).toBe('mod-01');
      await unlock('lead-01', null, OTHER);
      expect((await hello(OTHER)).user?.id).toBe('lead-01');
      await lock();
      expect((await hello()).user).toBeNull();
      expect((await hello()).sampleUsers.map(({ id }) => id)).toContain('auditor-01');
      await unlock('auditor-01', null);
      expect((await hello()).user?.id).toBe('auditor-01');
    } finally {
      await application.close();
      await sample.remove();
    }
  });
});

describe('a passphrase given at the start', () => {
  it('signs the first window in, once, and nobody after that', async () => {
    await application.close();
    await start({ signIn: { user: null, passphrase: passphraseOf('lead-01') } });
    expect((await hello()).user?.id).toBe('lead-01');
    expect((await hello(OTHER)).user).toBeNull();
    await lock();
    expect((await hello()).user).toBeNull();
  });

  it('that is wrong leaves the window locked and counts', async () => {
    await application.close();
    await start({ signIn: { user: 'mod-01', passphrase: 'not the passphrase' } });
    expect(await hello()).toMatchObject({ user: null, failedAttempts: 1 });
  });
});

describe('changing one’s passphrase', () => {
  const NEXT = 'a much better passphrase';
  const change = (current: string, next: string) =>
    application.handlers['session.changePassphrase']({ current, next }, WINDOW);

  it('refuses the old one afterwards and takes the new one; others keep theirs', async () => {
    await unlock('mod-01');
    await change(passphraseOf('mod-01'), NEXT);
    await lock();
    expect(await refusalOf(unlock('mod-01'))).toBe('PASSPHRASE_WRONG');
    expect((await unlock('mod-01', NEXT)).user.initialPassphrase).toBe(false);
    await unlock('lead-01', passphraseOf('lead-01'), OTHER);
    await lock();
    await lock(OTHER);
    const db = await openRaw(folder, NEXT);
    expect(db.prepare("SELECT actor FROM log WHERE kind = 'user.passphrase'").pluck().all()).toEqual(['mod-01']);
    db.close();
  });

  it.each([
    ['a wrong current one', 'not the passphrase', NEXT, 'PASSPHRASE_WRONG'],
    ['a short one', passphraseOf('mod-01'), 'too short', 'PASSPHRASE_WEAK'],
    ['a monotonous one', passphraseOf('mod-01'), 'aaaaaaaaaaaaaaab', 'PASSPHRASE_WEAK'],
    ['the same one', passphraseOf('mod-01'), passphraseOf('mod-01'), 'PASSPHRASE_WEAK'],
  ])('refuses %s and leaves the vault as it is', async (_what, current, next, code) => {
    await unlock('mod-01');
    const { vaultFile } = layoutOf(folder);
    const before = readFileSync(vaultFile);
    expect(await refusalOf(change(current, next))).toBe(code);
    expect(readFileSync(vaultFile)).toEqual(before);
  });

  it('leaves the old one in force when the process died while the new vault was written', async () => {
    await application.close();
    const { vaultFile } = layoutOf(folder);
    const whole = readFileSync(vaultFile);
    writeFileSync(`${vaultFile}.tmp`, whole.subarray(0, 300));
    await start();
    await unlock('mod-01');
    await change(passphraseOf('mod-01'), NEXT);
    await lock();
    await unlock('mod-01', NEXT);
  });

  it('changes nothing when it cannot be logged', async () => {
    await unlock('mod-01');
    const { vaultFile } = layoutOf(folder);
    const before = readFileSync(vaultFile);
    const refuse = `CREATE TRIGGER refused BEFORE INSERT ON log WHEN NEW.kind = 'user.passphrase' BEGIN SELECT raise(ABORT, 'refused'); END`;
    const db = await openRaw(folder, passphraseOf('mod-01'));
    db.exec(refuse);
    expect(await refusalOf(change(passphraseOf('mod-01'), NEXT))).toBe('DB_FAILED');
    db.exec('DROP TRIGGER refused');
    db.close();
    expect(readFileSync(vaultFile)).toEqual(before);
    await lock();
    expect((await unlock('mod-01')).user.initialPassphrase).toBe(true);
  });
});

/** Takes bundles in from a second process' point of view. */
async function accepted(count: number): Promise<void> {
  const { openVault, readVault } = await import('../../main/core/keys/vault.ts');
  const { readInfo } = await import('../../main/core/workspace/info.ts');
  const layout = layoutOf(folder);
  const vault = await openVault(readVault(layout.vaultFile, readInfo(layout).id), 'mod-01', passphraseOf('mod-01'));
  const workspace = await openWorkspace(folder, { asHost: false, vault, now });
  for (let index = 0; index < count; index += 1) await accept(workspace, makeBundle().raw);
  await workspace.close();
  vaults.splice(vaults.indexOf(vault), 1);
}

/** Resolves when a case is ready for a person. */
async function screened(): Promise<void> {
  await vi.waitFor(
    async () => {
      const { ready, unscored } = await overview();
      expect({ ready: ready > 0, unscored }).toEqual({ ready: true, unscored: 0 });
    },
    { timeout: 20_000 },
  );
}

async function openedBy(window: { id: string }) {
  return vi.waitFor(
    async () => {
      const { case: view } = await application.handlers['review.next'](
        { policies: null, includeSkipped: false },
        window,
      );
      if (view === null) throw new Error('no case is ready yet');
      return { caseId: view.caseId, token: view.token, draft: view.draft };
    },
    { timeout: 20_000 },
  );
}
