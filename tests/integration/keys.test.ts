import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskedChange } from '../../common/contract/keys.ts';
import type { Output } from '../../common/contract.ts';
import { openRaw } from './support/raw-database.ts';
import { plainPages } from './support/plain-pages.ts';
import { accept, startDesk, type RunningDesk } from './support/desk.ts';
import { makeBundle } from './support/bundles.ts';
import { refusalOf, signIn, type Call } from './support/seats.ts';
import { freshWorkspace } from './support/temporary.ts';

const DAY = 24 * 60 * 60 * 1000;
const ROTATE: AskedChange = { action: 'rotate', validDays: 365, overlapDays: 30 };

let desk: RunningDesk;
let remove: () => Promise<void>;
let ahead = 0;
let first: Call;
let second: Call;
let moderator: Call;

beforeAll(async () => {
  const fresh = await freshWorkspace();
  remove = fresh.remove;
  desk = await startDesk(fresh.folder, { graceMs: 0, now: () => Date.now() + ahead });
  first = await signIn(desk.application, 'admin-01');
  second = await signIn(desk.application, 'admin-02');
  moderator = await signIn(desk.application, 'mod-01');
});

afterAll(async () => {
  await desk.application.close();
  await remove();
});

async function apply(change: AskedChange): Promise<{ index: number }> {
  const { id } = await first('keys.propose', { change });
  return second('proposals.decide', { id, approve: true });
}

const team = async (): Promise<Output<'keys.list'>['team']> => (await first('keys.list', {})).team;

async function stateOf(id: string): Promise<string | undefined> {
  return (await first('proposals.list', {})).proposals.find((proposal) => proposal.id === id)?.state;
}

/** Takes a bundle in and has it decided. */
async function decidedCase(): Promise<void> {
  // The second handle has to know the keys that the host has changed before it seals.
  await desk.workspace.keys.reload();
  expect(await accept(desk.workspace, makeBundle({ receivedAt: Date.now() + ahead }).raw)).toBe('queued');
  await desk.screened();
  const { case: view } = await moderator('review.next', { policies: null, includeSkipped: true });
  if (view === null) throw new Error('the queue is empty');
  const draft = { finding: 'no_violation', policy: 'NO_VIOLATION', action: 'none', reason: '' } as const;
  await moderator('review.decide', { lease: { caseId: view.caseId, token: view.token }, draft });
}

/** The keys that seal the private halves: of one team key, and of those that are not destroyed. */
async function keysUnder(keyId: string): Promise<{ own: Buffer; others: Buffer[] }> {
  const raw = await openRaw(desk.workspace.layout.folder);
  const rows = raw.prepare('SELECT key_id AS id, key FROM team_keys JOIN team_key_keys USING (id)').all() as {
    id: string;
    key: Buffer;
  }[];
  raw.close();
  const others = rows.filter(({ id }) => id !== keyId).map(({ key }) => key);
  return { own: rows.find(({ id }) => id === keyId)!.key, others };
}

describe('the two-person rule', () => {
  it('changes nothing until a second admin applies the proposal', async () => {
    const before = await team();
    const { id } = await first('keys.propose', { change: ROTATE });
    expect(await team()).toEqual(before);
    expect(await refusalOf(first('proposals.decide', { id, approve: true }))).toBe('TWO_PERSON');
    expect(await team()).toEqual(before);
    await second('proposals.decide', { id, approve: true });
    expect(await team()).toHaveLength(before.length + 1);
    expect((await first('proposals.list', {})).proposals.find((proposal) => proposal.id === id)).toMatchObject({
      change: ROTATE,
      state: 'applied',
      proposedBy: 'admin-01',
      decidedBy: 'admin-02',
    });
  });

  it('lets the proposer withdraw and the other reject, and closes the proposal for good', async () => {
    const before = await team();
    const { id: withdrawn } = await first('keys.propose', { change: ROTATE });
    await first('proposals.decide', { id: withdrawn, approve: false });
    const { id: rejected } = await first('keys.propose', { change: ROTATE });
    await second('proposals.decide', { id: rejected, approve: false });
    expect([await stateOf(withdrawn), await stateOf(rejected)]).toEqual(['withdrawn', 'rejected']);
    for (const id of [withdrawn, rejected])
      expect(await refusalOf(second('proposals.decide', { id, approve: true }))).toBe('PROPOSAL_CLOSED');
    expect(await team()).toEqual(before);
  });

  it('applies a proposal once, whoever approves at the same time', async () => {
    const before = (await team()).length;
    const { id } = await first('keys.propose', { change: ROTATE });
    const outcomes = await Promise.all([
      refusalOf(second('proposals.decide', { id, approve: true })),
      refusalOf(second('proposals.decide', { id, approve: true })),
    ]);
    expect(outcomes).toContain('was not refused');
    expect(outcomes).toContain('PROPOSAL_CLOSED');
    expect(await team()).toHaveLength(before + 1);
  });

  it('knows no other proposals', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    expect(await refusalOf(second('proposals.decide', { id, approve: true }))).toBe('NO_SUCH_PROPOSAL');
  });
});

describe('rotation', () => {
  it('keeps the old key sealing for the overlap, and then only opening', async () => {
    await apply(ROTATE);
    const old = (await team()).at(-1)!.keyId;
    const { index } = await apply({ action: 'rotate', validDays: 100, overlapDays: 10 });
    const [before, after] = (await team()).slice(-2);
    expect(before).toMatchObject({ keyId: old, state: 'active' });
    expect(Date.parse(before!.notAfter) - Date.now()).toBeLessThanOrEqual(10 * DAY);
    expect(Date.parse(after!.notAfter) - Date.parse(after!.notBefore)).toBe(100 * DAY);
    const { rows } = await desk.workspace.log.search({}, null, 20);
    expect(
      rows
        .filter((row) => row.index <= index)
        .slice(0, 2)
        .map(({ kind }) => kind),
    ).toEqual(['proposal.decided', 'key.retired']);

    await desk.workspace.keys.reload();
    const sealedTo = (at: number): string[] => desk.workspace.trust.sealing.recipients(at).map(({ keyId }) => keyId);
    expect(sealedTo(Date.now() + 5 * DAY)).toContain(old);
    expect(sealedTo(Date.now() + 11 * DAY)).toEqual([after!.keyId]);
    ahead = 11 * DAY;
    expect((await team()).find(({ keyId }) => keyId === old)?.state).toBe('retired');
    ahead = 0;
  });

  it('refuses to retire the only key that new reports are sealed to', async () => {
    await apply({ action: 'rotate', validDays: 365, overlapDays: 0 });
    const active = (await team()).filter(({ state }) => state === 'active');
    expect(active).toHaveLength(1);
    const change: AskedChange = { action: 'retire', keyId: active[0]!.keyId };
    expect(await refusalOf(first('keys.propose', { change }))).toBe('KEY_IN_USE');
  });
});

describe('destroying a key', () => {
  it('waits for undecided cases, says what will be lost, and leaves no byte of the key behind', async () => {
    await apply({ action: 'rotate', validDays: 365, overlapDays: 0 });
    const doomed = (await team()).at(-1)!.keyId;
    const change: AskedChange = { action: 'destroy', keyId: doomed };
    expect(await refusalOf(first('keys.propose', { change }))).toBe('KEY_IN_USE');
    await decidedCase();
    await desk.workspace.keys.reload();
    await accept(desk.workspace, makeBundle().raw);
    await apply({ action: 'rotate', validDays: 365, overlapDays: 0 });

    const { id } = await first('keys.propose', { change });
    const listed = (await first('proposals.list', {})).proposals.find((proposal) => proposal.id === id);
    expect(listed?.bundlesLost).toBe(1);
    expect((await team()).find(({ keyId }) => keyId === doomed)?.bundles).toBe(2);
    expect(await refusalOf(second('proposals.decide', { id, approve: true }))).toBe('KEY_IN_USE');
    expect(await stateOf(id)).toBe('open');

    await desk.screened();
    const { case: view } = await moderator('review.next', { policies: null, includeSkipped: true });
    const draft = { finding: 'no_violation', policy: 'NO_VIOLATION', action: 'none', reason: '' } as const;
    await moderator('review.decide', { lease: { caseId: view!.caseId, token: view!.token }, draft });

    const { layout, vault } = desk.workspace;
    const { own, others } = await keysUnder(doomed);
    expect(plainPages(layout.databaseFile, vault.databaseKey).includes(own)).toBe(true);
    await second('proposals.decide', { id, approve: true });
    const pages = plainPages(layout.databaseFile, vault.databaseKey);
    expect(others.every((key) => pages.includes(key))).toBe(true);
    expect(pages.includes(own)).toBe(false);
    expect((await team()).find(({ keyId }) => keyId === doomed)).toMatchObject({ state: 'destroyed', bundles: 0 });
    expect(await refusalOf(first('keys.propose', { change }))).toBe('NO_SUCH_KEY');
    expect((await first('log.verify', {})).ok).toBe(true);
  });

  it('is no loss for a bundle that another key opens as well', async () => {
    await apply({ action: 'rotate', validDays: 365, overlapDays: 5 });
    await decidedCase();
    const keys = (await team()).filter(({ state }) => state === 'active');
    expect(keys).toHaveLength(2);
    expect(keys.map(({ bundles }) => bundles)).toEqual([0, 0]);
  });
});

describe('platforms and intake rules', () => {
  const platform: AskedChange = {
    action: 'trustPlatform',
    keyId: 'messenger-2026',
    name: 'A messenger',
    publicKey: Buffer.alloc(32, 7).toString('base64'),
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2028-01-01T00:00:00.000Z',
  };

  it('trusts a platform and retires it, and never changes a public key under its id', async () => {
    await apply(platform);
    const { keyId, name, publicKey } = platform;
    expect((await first('keys.list', {})).platforms.at(-1)).toMatchObject({ keyId, name, publicKey, state: 'trusted' });
    const swapped = { ...platform, publicKey: Buffer.alloc(32, 8).toString('base64') };
    expect(await refusalOf(first('keys.propose', { change: swapped }))).toBe('KEY_EXISTS');
    const backwards = { ...platform, notBefore: platform.notAfter, notAfter: platform.notBefore };
    expect(await refusalOf(first('keys.propose', { change: backwards }))).toBe('BAD_INPUT');
    await apply({ action: 'retirePlatform', keyId });
    expect((await first('keys.list', {})).platforms.at(-1)).toMatchObject({ keyId, state: 'retired' });
    expect(await refusalOf(first('keys.propose', { change: { action: 'retirePlatform', keyId } }))).toBe('NO_SUCH_KEY');
  });

  it('takes new intake rules at once', async () => {
    await apply({ action: 'intakeRules', allowUnsigned: false, maxAgeDays: 30 });
    expect((await first('keys.list', {})).rules).toEqual({ allowUnsigned: false, maxAgeDays: 30 });
    await desk.workspace.keys.reload();
    expect(await accept(desk.workspace, makeBundle().raw)).toBe('quarantined');
  });
});
