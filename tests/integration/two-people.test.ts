import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskedChange } from '../../common/contract/keys.ts';
import { startApplication } from '../../main/core/application.ts';
import type { Application } from '../../main/core/application-port.ts';
import { OWN_AGAIN_DAYS } from '../../main/core/access/two-people.ts';
import { openVault, readVault } from '../../main/core/keys/vault.ts';
import { createWorkspace } from '../../main/core/workspace/create.ts';
import { readInfo } from '../../main/core/workspace/info.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { makeBundle } from './support/bundles.ts';
import { accept, ruleClassifier } from './support/desk.ts';
import { refusalOf, signIn, type Call } from './support/seats.ts';

const FIRST = 'the first passphrase of all';
const OWN = { 'admin-01': 'only admin one knows this', 'admin-02': 'only admin two knows this' } as const;
const ROTATE: AskedChange = { action: 'rotate', validDays: 365, overlapDays: 30 };
const DAY = 24 * 60 * 60 * 1000;

let parent: string;
let folder: string;
let application: Application;
let ahead = 0;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'quintet-two-people-'));
  folder = join(parent, 'workspace');
  await createWorkspace(folder, { sample: false, passphrase: FIRST });
  application = await startApplication({
    folder,
    classifier: ruleClassifier(),
    signIn: null,
    host: 'browser',
    idleMs: 365 * DAY,
    now: () => Date.now() + ahead,
  });
});

afterAll(async () => {
  await application.close();
  rmSync(parent, { recursive: true, force: true });
});

/** A request of the lead to hand out the one case there is, which was imported beside the running program. */
async function requested(lead: Call): Promise<string> {
  const layout = layoutOf(folder);
  const vault = await openVault(readVault(layout.vaultFile, readInfo(layout).id), 'mod-01', FIRST);
  const workspace = await openWorkspace(folder, { asHost: false, vault });
  await accept(workspace, makeBundle().raw);
  await workspace.close();
  const { rows } = await lead('log.search', { filters: { kind: 'case.received' }, before: null, limit: 5 });
  const recipient = await identityToRecipient(await generateX25519Identity());
  const terms = { authority: 'District court', reference: '12/345', legalBasis: 'A warrant.', recipient };
  const caseId = rows[0]?.caseId ?? '';
  return (await lead('disclosure.propose', { ...terms, caseId, fields: ['case_reference'] })).id;
}

/** Has somebody signed in choose a passphrase that nobody else knows. */
async function choose(call: Call, user: keyof typeof OWN, current = FIRST): Promise<void> {
  await call('session.changePassphrase', { current, next: OWN[user], keychain: false });
  await expect.poll(async () => (await call('session.hello', {})).user?.initialPassphrase).toBe(false);
}

describe('two people in a workspace with passphrases', () => {
  it('are not two while others know the passphrase of one of them', async () => {
    const first = await signIn(application, 'admin-01', FIRST);
    const { id } = await first('keys.propose', { change: ROTATE });
    const second = await signIn(application, 'admin-02', FIRST);
    expect(await refusalOf(second('proposals.decide', { id, approve: true }))).toBe('PASSPHRASE_INITIAL');
    await choose(second, 'admin-02');
    expect(await refusalOf(second('proposals.decide', { id, approve: true }))).toBe('PASSPHRASE_INITIAL');
    await choose(first, 'admin-01');
    await expect(second('proposals.decide', { id, approve: true })).resolves.toHaveProperty('index');
  });

  it('are not two when one has just given the other a passphrase, in either direction', async () => {
    const first = await signIn(application, 'admin-01', OWN['admin-01']);
    await first('people.resetPassphrase', { id: 'admin-02', passphrase: 'chosen by admin one' });
    expect(await refusalOf(signIn(application, 'admin-02', OWN['admin-02']))).toBe('PASSPHRASE_WRONG');
    const { id } = await first('keys.propose', { change: ROTATE });
    const taken = await signIn(application, 'admin-02', 'chosen by admin one');
    await choose(taken, 'admin-02', 'chosen by admin one');
    expect(await refusalOf(taken('proposals.decide', { id, approve: true }))).toBe('TWO_PERSON');
    const { id: other } = await taken('keys.propose', { change: ROTATE });
    expect(await refusalOf(first('proposals.decide', { id: other, approve: true }))).toBe('TWO_PERSON');
    ahead = (OWN_AGAIN_DAYS + 1) * DAY;
    await expect(taken('proposals.decide', { id, approve: true })).resolves.toHaveProperty('index');
    ahead = 0;
  });

  it('are needed for a recovery key as for any other', async () => {
    const session = { id: 'ceremony' };
    const { handlers } = application;
    await handlers['session.unlock']({ user: 'admin-01', passphrase: OWN['admin-01'] }, session);
    const { ceremony, groups, ask, recipient } = await handlers['backup.beginCeremony']({}, session);
    const answers = ask.map((position) => groups[position - 1] ?? '');
    const { proposal } = await handlers['backup.finishCeremony']({ ceremony, answers }, session);
    await expect(handlers['backup.create']({}, session)).rejects.toMatchObject({ code: 'RECOVERY_MISSING' });
    // Admin one has just set the passphrase of admin two, so the two do not count as two yet.
    const second = await signIn(application, 'admin-02', OWN['admin-02']);
    const approve = { id: proposal, approve: true };
    expect(await refusalOf(second('proposals.decide', approve))).toBe('TWO_PERSON');
    expect((await second('backup.status', {})).recipient).toBeNull();
    ahead = (OWN_AGAIN_DAYS + 1) * DAY;
    await second('proposals.decide', approve);
    ahead = 0;
    expect(await second('backup.status', {})).toMatchObject({ recipient, pending: null });
  });

  it('are not two when one admin has made all the others that approve, over however many in between', async () => {
    const first = await signIn(application, 'admin-01', OWN['admin-01']);
    const { id } = await first('keys.propose', { change: ROTATE });
    const lead = await signIn(application, 'lead-01', FIRST);
    const disclosure = await requested(lead);
    let puppet = first;
    for (const name of ['puppet-1', 'puppet-2']) {
      await puppet('people.add', { id: name, role: 'admin', grants: [], passphrase: `chosen for ${name}` });
      puppet = await signIn(application, name, `chosen for ${name}`);
      await puppet('session.changePassphrase', { current: `chosen for ${name}`, next: `only ${name} knows this` });
      await expect.poll(async () => (await puppet('session.hello', {})).user?.initialPassphrase).toBe(false);
      expect(await refusalOf(puppet('proposals.decide', { id, approve: true }))).toBe('TWO_PERSON');
    }
    await lead('session.changePassphrase', { current: FIRST, next: 'only lead one knows this' });
    await first('disclosure.decide', { id: disclosure, approve: true });
    expect(await refusalOf(puppet('disclosure.decide', { id: disclosure, approve: true }))).toBe('TWO_PERSON');
    // A puppet that resets the passphrase of a real colleague makes that account one more of its maker's.
    await puppet('people.resetPassphrase', { id: 'admin-02', passphrase: 'chosen by puppet two' });
    const taken = await signIn(application, 'admin-02', 'chosen by puppet two');
    await choose(taken, 'admin-02', 'chosen by puppet two');
    expect(await refusalOf(taken('proposals.decide', { id, approve: true }))).toBe('TWO_PERSON');
    expect(await refusalOf(taken('disclosure.decide', { id: disclosure, approve: true }))).toBe('TWO_PERSON');
    ahead = (OWN_AGAIN_DAYS + 1) * DAY;
    await expect(taken('proposals.decide', { id, approve: true })).resolves.toHaveProperty('index');
    await expect(taken('disclosure.decide', { id: disclosure, approve: true })).resolves.toHaveProperty('index');
    ahead = 0;
  });

  it('refuses what somebody asked for who may not sign in any more', async () => {
    const first = await signIn(application, 'admin-01', OWN['admin-01']);
    await first('people.add', { id: 'admin-03', role: 'admin', grants: [], passphrase: 'for the third admin' });
    const second = await signIn(application, 'admin-02', OWN['admin-02']);
    const { id } = await second('keys.propose', { change: ROTATE });
    await first('people.change', { id: 'admin-02', disabled: true });
    await expect(first('proposals.decide', { id, approve: true })).rejects.toThrow('admin-02 may not sign in any more');
  });
});
