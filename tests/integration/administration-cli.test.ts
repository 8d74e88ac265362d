import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { makeBundle } from './support/bundles.ts';
import { quintet, type Run } from './support/command-line.ts';
import { accept } from './support/desk.ts';
import { freshWorkspace } from './support/temporary.ts';

let folder: string;
let scratch: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await freshWorkspace());
  scratch = mkdtempSync(join(tmpdir(), 'quintet-admin-cli-'));
  writeFileSync(join(scratch, 'passphrase'), 'twelve or more of them\n');
});

afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  await remove();
});

function as(user: string, ...args: string[]): Promise<Run> {
  return quintet(['--workspace', folder, '--json', '--as', user, ...args]);
}

async function answer(user: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await as(user, ...args);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as Record<string, unknown>;
}

const rowsOf = ({ stdout }: Run): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('quintet users and policies', () => {
  it('adds, changes, lists and disables, and says who may see a restricted lane', async () => {
    const file = join(scratch, 'passphrase');
    const added = await answer(
      'admin-01',
      'users',
      'add',
      'mod-50',
      '--role',
      'moderator',
      '--new-passphrase-file',
      file,
    );
    expect(added).toMatchObject({ added: 'mod-50', role: 'moderator', index: expect.any(Number) as number });
    await answer('admin-01', 'users', 'change', 'mod-50', '--grant', 'CHILD');
    expect(rowsOf(await as('admin-01', 'policies', 'list'))[0]).toMatchObject({
      code: 'CHILD',
      restricted: true,
      grantedTo: expect.arrayContaining(['mod-50']) as string[],
    });
    await answer('admin-01', 'users', 'disable', 'mod-50');
    expect(rowsOf(await as('admin-01', 'users', 'list')).find(({ id }) => id === 'mod-50')).toMatchObject({
      ...{ role: 'moderator', grants: ['CHILD'], disabled: true, initialPassphrase: true, lastSignedInAt: null },
    });
  });

  it('refuses with exit code 2 and a sentence that names what is wrong', async () => {
    const refused = await Promise.all([
      as('mod-01', 'users', 'list'),
      as('admin-01', 'users', 'disable', 'admin-02'),
      as('admin-01', 'users', 'add', 'Anna Smith', '--role', 'lead'),
      as('admin-01', 'users', 'add', 'mod-51', '--role', 'lead'),
    ]);
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    const words = ['NOT_ALLOWED', 'LAST_ADMIN', 'small letters', '--new-passphrase-file'];
    for (const [index, word] of words.entries()) expect(refused[index]!.stderr).toContain(word);
  });
});

describe('quintet keys', () => {
  it('rotates with two people and exports public halves only', async () => {
    const { proposal } = await answer('admin-01', 'keys', 'rotate', '--overlap-days', '7');
    const alone = await as('admin-01', 'keys', 'approve', String(proposal));
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('TWO_PERSON') as string });
    expect(await answer('admin-02', 'keys', 'approve', String(proposal))).toMatchObject({ proposal, state: 'applied' });
    const out = join(scratch, 'keys.json');
    const { keys } = await answer('auditor-01', 'keys', 'export', '--out', out);
    const document = JSON.parse(readFileSync(out, 'utf8')) as { keys: Record<string, unknown>[] };
    expect(document.keys.map(({ keyId }) => keyId)).toEqual(keys);
    expect(document.keys).toHaveLength(2);
    for (const key of document.keys)
      expect(Object.keys(key).toSorted()).toEqual(['algorithm', 'keyId', 'notAfter', 'notBefore', 'publicKey']);
  });

  it('lets only the proposer withdraw', async () => {
    const change = ['keys', 'propose', 'intake-rules', '--allow-unsigned', 'no', '--max-age-days', '30'];
    const { proposal } = await answer('admin-01', ...change);
    expect(await as('admin-02', 'keys', 'withdraw', String(proposal))).toMatchObject({ code: 2 });
    expect(await answer('admin-01', 'keys', 'withdraw', String(proposal))).toMatchObject({ state: 'withdrawn' });
  });
});

describe('quintet disclosure', () => {
  it('goes from the proposal over two approvals to a file that only the authority opens', async () => {
    const workspace = await openWorkspace(folder, { asHost: false });
    await accept(workspace, makeBundle({ texts: ['You are useless, canary.'] }).raw);
    const { rows } = await workspace.log.search({ kind: 'case.received' }, null, 1);
    await workspace.close();
    const identity = await generateX25519Identity();
    const { disclosure } = await answer(
      ...(['lead-01', 'disclosure', 'propose', '--case', rows[0]!.caseId!] as const),
      ...['--authority', 'A court', '--reference', '1/2', '--legal-basis', 'A warrant'],
      ...['--field', 'reported_message', '--recipient', await identityToRecipient(identity)],
    );
    const id = String(disclosure);
    await Promise.all(['admin-01', 'admin-02'].map((admin) => answer(admin, 'disclosure', 'approve', id)));
    const out = join(scratch, 'court.age');
    const made = await answer('lead-01', 'disclosure', 'export', id, '--out', out);
    expect(statSync(String(made['file'])).mode & 0o777).toBe(0o600);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const document = JSON.parse(await decrypter.decrypt(readFileSync(out), 'text')) as { fields: unknown };
    expect(document.fields).toMatchObject({ reported_message: { text: 'You are useless, canary.' } });
  });
});
