import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Input } from '../../common/contract.ts';
import { hasSlot, readVault } from '../../main/core/keys/vault.ts';
import { startDesk, type RunningDesk } from './support/desk.ts';
import { refusalOf, signIn, type Call } from './support/seats.ts';
import { freshWorkspace } from './support/temporary.ts';

const NEW: Input<'people.add'> = {
  id: 'mod-77',
  role: 'moderator',
  grants: [],
  passphrase: 'twelve or more of them',
};

let desk: RunningDesk;
let remove: () => Promise<void>;
let admin: Call;

beforeAll(async () => {
  const fresh = await freshWorkspace();
  remove = fresh.remove;
  desk = await startDesk(fresh.folder);
  admin = await signIn(desk.application, 'admin-01');
});

afterAll(async () => {
  await desk.application.close();
  await remove();
});

function slotOf(user: string): boolean {
  const { layout, info } = desk.workspace;
  return hasSlot(readVault(layout.vaultFile, info.id), user);
}

async function roleOf(user: string): Promise<unknown> {
  return (await admin('people.list', {})).people.find(({ id }) => id === user);
}

describe('people', () => {
  it('adds somebody who can sign in with their first passphrase, and logs it', async () => {
    const { index } = await admin('people.add', { ...NEW, grants: ['CHILD'] });
    const moderator = await signIn(desk.application, NEW.id, NEW.passphrase);
    expect((await moderator('session.hello', {})).user).toEqual({
      id: NEW.id,
      role: 'moderator',
      grants: ['CHILD'],
      initialPassphrase: true,
    });
    const [entry] = (await desk.workspace.log.search({ kind: 'user.added', actor: 'admin-01' }, null, 5)).rows;
    expect(entry?.index).toBe(index);
    expect(await roleOf(NEW.id)).toMatchObject({ disabled: false, initialPassphrase: true });
  });

  it('refuses a weak passphrase, a taken id and the name of the program, and changes nothing', async () => {
    const before = await admin('people.list', {});
    expect(await refusalOf(admin('people.add', { ...NEW, passphrase: 'short' }))).toBe('PASSPHRASE_WEAK');
    expect(await refusalOf(admin('people.add', { ...NEW, id: 'mod-01' }))).toBe('USER_EXISTS');
    expect(await refusalOf(admin('people.add', { ...NEW, id: 'quintet' }))).toBe('USER_EXISTS');
    expect(await admin('people.list', {})).toEqual(before);
    expect(slotOf('quintet')).toBe(false);
    expect(slotOf('mod-01')).toBe(true);
  });

  it('adds a person once when two admins add the same one at the same time', async () => {
    const other = await signIn(desk.application, 'admin-02');
    const outcomes = await Promise.allSettled([
      admin('people.add', { ...NEW, id: 'mod-78' }),
      other('people.add', { ...NEW, id: 'mod-78', role: 'lead' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await admin('people.list', {})).people.filter(({ id }) => id === 'mod-78')).toHaveLength(1);
    expect(slotOf('mod-78')).toBe(true);
  });

  it('keeps every slot when several people are added at the same time', async () => {
    const ids = ['mod-81', 'mod-82', 'mod-83', 'mod-84'];
    await Promise.all(ids.map((id) => admin('people.add', { ...NEW, id })));
    expect(ids.filter(slotOf)).toEqual(ids);
  });

  it('signs somebody out who is disabled, and their passphrase opens nothing any more', async () => {
    const moderator = await signIn(desk.application, 'mod-02');
    const out = new Promise((resolve) => {
      desk.application.onEvent((event, session) => {
        if (event.type === 'session.locked' && session === 'window of mod-02') resolve(undefined);
      });
    });
    await admin('people.change', { id: 'mod-02', disabled: true });
    await out;
    expect(await refusalOf(moderator('queue.overview', {}))).toBe('LOCKED');
    expect(slotOf('mod-02')).toBe(false);
    expect(await refusalOf(signIn(desk.application, 'mod-02'))).toBe('PASSPHRASE_WRONG');
  });

  it('signs somebody out who gets another role, which holds from the next sign-in on', async () => {
    const before = await signIn(desk.application, 'mod-01');
    expect(await refusalOf(before('people.list', {}))).toBe('NOT_ALLOWED');
    await admin('people.change', { id: 'mod-01', role: 'auditor', grants: ['CHILD'] });
    await expect.poll(() => refusalOf(before('people.list', {}))).toBe('LOCKED');
    const after = await signIn(desk.application, 'mod-01');
    expect(await refusalOf(after('people.list', {}))).toBe('was not refused');
    expect(await refusalOf(after('review.next', { policies: null, includeSkipped: false }))).toBe('NOT_ALLOWED');
    expect(await roleOf('mod-01')).toMatchObject({ role: 'auditor', grants: ['CHILD'] });
  });

  it('lets nobody change themselves', async () => {
    expect(await refusalOf(admin('people.change', { id: 'admin-01', role: 'lead' }))).toBe('OWN_ACCOUNT');
    expect(await refusalOf(admin('people.change', { id: 'admin-01', grants: ['CHILD'] }))).toBe('OWN_ACCOUNT');
    expect(await refusalOf(admin('people.resetPassphrase', { id: 'admin-01', passphrase: NEW.passphrase }))).toBe(
      'OWN_ACCOUNT',
    );
    expect(await roleOf('admin-01')).toMatchObject({ role: 'admin', grants: [] });
  });

  it('keeps two admins, whether one would be disabled or given another role', async () => {
    expect(await refusalOf(admin('people.change', { id: 'admin-02', disabled: true }))).toBe('LAST_ADMIN');
    expect(await refusalOf(admin('people.change', { id: 'admin-02', role: 'lead' }))).toBe('LAST_ADMIN');
    expect(slotOf('admin-02')).toBe(true);
  });

  it('refuses to change somebody it does not know', async () => {
    expect(await refusalOf(admin('people.change', { id: 'nobody-1', role: 'lead' }))).toBe('NO_SUCH_USER');
  });

  it('leaves the public passphrase of a sample alone', async () => {
    expect(await refusalOf(admin('people.resetPassphrase', { id: 'mod-01', passphrase: NEW.passphrase }))).toBe(
      'USAGE',
    );
  });

  it('lets a person of a sample in again who was enabled again', async () => {
    await admin('people.change', { id: 'lead-01', disabled: true });
    await admin('people.change', { id: 'lead-01', disabled: false });
    await expect(signIn(desk.application, 'lead-01')).resolves.toBeTypeOf('function');
  });

  it('keeps two admins when two of three disable each other', async () => {
    await admin('people.add', { ...NEW, id: 'admin-03', role: 'admin' });
    const second = await signIn(desk.application, 'admin-02');
    const outcomes = await Promise.allSettled([
      admin('people.change', { id: 'admin-02', disabled: true }),
      second('people.change', { id: 'admin-01', disabled: true }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const people = (await desk.workspace.people()).filter(({ role, disabled }) => role === 'admin' && !disabled);
    expect(people).toHaveLength(2);
  });
});
