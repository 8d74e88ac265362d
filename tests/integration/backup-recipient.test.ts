import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRecoveryKey } from '../../main/core/backup/age-file.ts';
import { SETTINGS } from '../../main/core/keys/key-store.ts';
import { openVaultOfAnybody, readVault } from '../../main/core/keys/vault.ts';
import { createWorkspace } from '../../main/core/workspace/create.ts';
import { readInfo } from '../../main/core/workspace/info.ts';
import { layoutOf } from '../../main/core/workspace/layout.ts';
import { openWorkspace } from '../../main/core/workspace/open.ts';
import { quintet, type Run } from './support/command-line.ts';
import { freshWorkspace } from './support/temporary.ts';

const PASSPHRASE = 'the first passphrase of all';

/** Who can read a backup: the approved recovery key, and from the command line any other with a reason. */
describe('the recipient of a backup', () => {
  let scratch: string;
  let sample: string;
  let real: string;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'quintet-recipient-'));
    real = join(scratch, 'workspace');
    writeFileSync(join(scratch, 'passphrase'), `${PASSPHRASE}\n`);
    ({ folder: sample, remove } = await freshWorkspace());
    await createWorkspace(real, { sample: false, passphrase: PASSPHRASE });
  });

  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    await remove();
  });

  const inSample = (user: string, ...args: string[]): Promise<Run> =>
    quintet(['--workspace', sample, '--json', '--as', user, ...args]);

  const inReal = (user: string, ...args: string[]): Promise<Run> =>
    quintet([
      ...['--workspace', real, '--json', '--as', user, '--passphrase-file', join(scratch, 'passphrase')],
      ...args,
    ]);

  function documentOf({ code, stdout, stderr }: Run): Record<string, unknown> {
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  const to = (name: string): string[] => ['backup', 'create', '--to', join(scratch, name)];

  it('is what a second admin has approved after the ceremony', async () => {
    const identity = join(scratch, 'identity.txt');
    const made = await inSample('admin-01', 'backup', 'ceremony', '--identity-out', identity);
    const { proposal, recipient } = documentOf(made);
    expect(proposal).toMatch(/^[0-9a-f-]{36}$/u);
    const waiting = documentOf(await inSample('admin-01', 'backup', 'status'));
    expect(waiting).toMatchObject({ recipient: null, pending: { recipient, proposal, proposedBy: 'admin-01' } });
    const early = await inSample('admin-01', ...to('early.age'));
    expect(early.stderr).toContain('[RECOVERY_MISSING]');
    const alone = await inSample('admin-01', 'keys', 'approve', String(proposal));
    expect(alone.stderr).toContain('[TWO_PERSON]');
    expect(documentOf(await inSample('admin-02', 'keys', 'approve', String(proposal)))).toMatchObject({
      state: 'applied',
    });
    expect(documentOf(await inSample('admin-01', 'backup', 'status'))).toMatchObject({ recipient, pending: null });
    documentOf(await inSample('admin-01', ...to('approved.age')));
    const { ok } = documentOf(
      await quintet(['--json', 'backup', 'verify', join(scratch, 'approved.age'), '--identity', identity]),
    );
    expect(ok).toBe(true);
    const other = ['--recipient', (await newRecoveryKey()).recipient];
    const blank = await inSample('admin-01', ...to('blank.age'), ...other, '--reason', '  ');
    expect(blank).toMatchObject({ code: 2, stderr: expect.stringContaining('1 to 2,000 characters') as string });
    const idle = await inSample('admin-01', ...to('idle.age'), '--reason', 'none needed');
    expect(idle).toMatchObject({ code: 2, stderr: expect.stringContaining('--reason belongs to') as string });
  });

  it('may be any other in a sample', async () => {
    const { recipient } = await newRecoveryKey();
    documentOf(await inSample('admin-01', ...to('sample.age'), '--recipient', recipient));
    expect(documentOf(await inSample('admin-01', 'backup', 'status'))['elsewhere']).toEqual([]);
  });

  it('is named by an admin before there is a recovery key, and by nobody alone once there is one', async () => {
    const { recipient } = await newRecoveryKey();
    const other = ['--recipient', recipient];
    const lead = await inReal('lead-01', ...to('other.age'), ...other);
    expect(lead).toMatchObject({ code: 2, stderr: expect.stringContaining('[NOT_ALLOWED]') as string });
    const reason = 'moving to the new machine';
    const { sha256 } = documentOf(await inReal('admin-01', ...to('other.age'), ...other, '--reason', reason));
    const { elsewhere } = documentOf(await inReal('admin-01', 'backup', 'status'));
    expect(elsewhere).toEqual([{ at: expect.any(String) as string, sha256, recipient, reason }]);
    const log = await inReal('auditor-01', 'audit', 'export', '--actor', 'admin-01');
    expect(log).toMatchObject({ code: 0 });
    expect(log.stdout).not.toContain(reason);
    const entries = log.stdout.split('\n').filter((line) => line.includes('backup.created'));
    expect(entries).toHaveLength(1);
    expect(JSON.parse(entries[0]!)).toMatchObject({
      actor: 'admin-01',
      event: { kind: 'backup.created', sha256, recipient, reason: expect.stringMatching(/^[0-9a-f]{64}$/u) as string },
    });
    await approveRecoveryKey(real, PASSPHRASE);
    const alone = await inReal('admin-01', ...to('again.age'), ...other, '--reason', reason);
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('[TWO_PERSON]') as string });
  });
});

/** Puts an approved recovery key into a workspace, as two admins with passphrases of their own would. */
async function approveRecoveryKey(folder: string, passphrase: string): Promise<void> {
  const { info, layout } = { info: readInfo(layoutOf(folder)), layout: layoutOf(folder) };
  const vault = await openVaultOfAnybody(readVault(layout.vaultFile, info.id), passphrase);
  const workspace = await openWorkspace(folder, { asHost: false, vault });
  const { recipient } = await newRecoveryKey();
  const at = new Date().toISOString();
  await workspace.keys.change({
    settings: [{ name: SETTINGS.recovery, value: JSON.stringify({ recipient, since: at }) }],
    entries: [{ at, actor: 'admin-02', event: { kind: 'recovery.set', recipient } }],
  });
  await workspace.close();
}
