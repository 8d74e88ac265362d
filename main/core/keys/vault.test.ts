import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealAead } from '../../crypto/aead.ts';
import { label, lp } from '../../crypto/bytes.ts';
import type { Keychain } from './keychain.ts';
import { keyOfPassphrase, SAMPLE_COST } from './passphrase.ts';
import {
  createVault,
  openVault,
  openVaultOfAnybody,
  putSlot,
  readVault,
  slotOf,
  withoutSlot,
  withSlot,
  writeVault,
  type VaultFile,
} from './vault.ts';

const WORKSPACE = '0123456789abcdef';
const ANNA = { user: 'mod-01', passphrase: 'a first passphrase' };
const BERT = { user: 'lead-01', passphrase: 'another passphrase' };

describe('the vault', () => {
  let folder: string;
  let vault: VaultFile;
  let master: Buffer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'quintet-vault-'));
    const made = await createVault({ workspace: WORKSPACE, people: [ANNA, BERT], devicePem: 'pem', cost: SAMPLE_COST });
    vault = made.file;
    master = Buffer.from(made.master);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('opens for each person with their own passphrase, and gives everybody the same keys', async () => {
    const anna = await openVault(vault, ANNA.user, ANNA.passphrase);
    const bert = await openVaultOfAnybody(vault, BERT.passphrase);
    expect(bert.user).toBe(BERT.user);
    expect(anna.databaseKey).toEqual(bert.databaseKey);
    expect(anna.master).toEqual(master);
    expect(new Set([anna.master, anna.databaseKey, anna.envelopeKey].map((key) => key.toString('hex'))).size).toBe(3);
    expect(anna.devicePem).toBe('pem');
    anna.close();
    expect([...anna.master, ...anna.databaseKey, ...anna.envelopeKey].every((byte) => byte === 0)).toBe(true);
  });

  it('refuses a wrong passphrase, somebody else’s, and an unknown person with one and the same code', async () => {
    const attempts = [
      [ANNA.user, 'a wrong passphrase'],
      [ANNA.user, BERT.passphrase],
      ['nobody', ANNA.passphrase],
      [ANNA.user, ''],
    ] as const;
    for (const [user, passphrase] of attempts) {
      await expect(openVault(vault, user, passphrase)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    }
    await expect(openVaultOfAnybody(vault, 'a wrong passphrase')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
  });

  it('takes the same characters in another Unicode form for the same passphrase', async () => {
    const composed = await withSlot(vault, master, { user: 'umlaut', passphrase: 'süße Träume, Jörg' }, SAMPLE_COST);
    const opened = await openVault(composed, 'umlaut', 'süße Träume, Jörg'.normalize('NFD'));
    expect(opened.master).toEqual(master);
  });

  it('names nobody and holds no key in the clear', () => {
    const path = join(folder, 'named.json');
    writeVault(path, vault);
    const bytes = readFileSync(path);
    for (const secret of [
      ANNA.user,
      BERT.user,
      ANNA.passphrase,
      master.toString('hex'),
      master.toString('base64'),
      'pem',
    ])
      expect(bytes.includes(secret)).toBe(false);
  });

  it('gives a new passphrase, after which the old one opens nothing, and takes a person out', async () => {
    const changed = await withSlot(vault, master, { ...ANNA, passphrase: 'a second passphrase' }, SAMPLE_COST);
    expect(changed.slots).toHaveLength(2);
    await expect(openVault(changed, ANNA.user, ANNA.passphrase)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect((await openVault(changed, ANNA.user, 'a second passphrase')).master).toEqual(master);
    expect((await openVault(changed, BERT.user, BERT.passphrase)).master).toEqual(master);
    const left = withoutSlot(changed, ANNA.user);
    await expect(openVault(left, ANNA.user, 'a second passphrase')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
  });

  it('does not open a slot under another person’s label, nor the vault of another workspace', async () => {
    const [first, second] = vault.slots;
    const swapped = {
      ...vault,
      slots: [
        { ...first!, label: second!.label },
        { ...second!, label: first!.label },
      ],
    };
    await expect(openVault(swapped, ANNA.user, BERT.passphrase)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    await expect(openVault(swapped, ANNA.user, ANNA.passphrase)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    const path = join(folder, 'other.json');
    writeVault(path, vault);
    expect(() => readVault(path, 'fedcba9876543210')).toThrow(expect.objectContaining({ code: 'VAULT_MISMATCH' }));
    const other = await createVault({ workspace: WORKSPACE, people: [BERT], devicePem: 'pem', cost: SAMPLE_COST });
    const mixed = { ...vault, device: other.file.device };
    await expect(openVault(mixed, ANNA.user, ANNA.passphrase)).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
  });

  it('does not open the slot of another workspace, whatever its label and whoever knows the passphrase', async () => {
    const there = 'fedcba9876543210';
    const other = await createVault({ workspace: there, people: [ANNA], devicePem: 'pem', cost: SAMPLE_COST });
    expect((await openVaultOfAnybody(other.file, ANNA.passphrase)).user).toBe(ANNA.user);
    const moved: VaultFile = { ...other.file, slots: vault.slots };
    await expect(openVaultOfAnybody(moved, ANNA.passphrase)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    const renamed: VaultFile = { ...vault, workspace: there };
    await expect(openVaultOfAnybody(renamed, ANNA.passphrase)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
  });

  it('does not sign in as one person with a slot made out to another', async () => {
    const slot = slotOf(vault, ANNA.user)!;
    const key = await keyOfPassphrase(ANNA.passphrase, Buffer.from(slot.kdf.salt, 'base64'), slot.kdf);
    const aad = Buffer.concat([label('quintet/slot/v1'), lp(WORKSPACE), lp(slot.label)]);
    const madeOutTo = (user: string): VaultFile => {
      const nonce = randomBytes(12);
      const sealed = sealAead(key, nonce, Buffer.concat([master, Buffer.from(user)]), aad);
      const wrapped = { nonce: nonce.toString('base64'), sealed: sealed.toString('base64') };
      return putSlot(vault, { ...slot, wrapped });
    };
    expect((await openVault(madeOutTo(ANNA.user), ANNA.user, ANNA.passphrase)).user).toBe(ANNA.user);
    await expect(openVault(madeOutTo('admin-01'), ANNA.user, ANNA.passphrase)).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
  });

  it('says of any damaged file that it is damaged, and never takes it for a vault', () => {
    const path = join(folder, 'damaged.json');
    writeVault(path, vault);
    const whole = readFileSync(path);
    fc.assert(
      fc.property(fc.nat(whole.length - 2), (length) => {
        writeFileSync(path, whole.subarray(0, length));
        expect(() => readVault(path, WORKSPACE)).toThrow(expect.objectContaining({ code: 'VAULT_DAMAGED' }));
      }),
      { numRuns: 40 },
    );
    expect(() => readVault(join(folder, 'none.json'), WORKSPACE)).toThrow(
      expect.objectContaining({ code: 'KEY_MISSING' }),
    );
    const greedy = { ...vault, slots: vault.slots.map((slot) => ({ ...slot, kdf: { ...slot.kdf, memory: 2 ** 30 } })) };
    writeFileSync(path, JSON.stringify(greedy));
    expect(() => readVault(path, WORKSPACE)).toThrow(expect.objectContaining({ code: 'VAULT_DAMAGED' }));
  });

  it('opens a slot bound to a keychain only where that keychain answers, and never without the passphrase', async () => {
    const bound = await withSlot(vault, master, { ...ANNA, keychain: standIn(1) }, SAMPLE_COST);
    expect((await openVault(bound, ANNA.user, ANNA.passphrase, standIn(1))).master).toEqual(master);
    for (const keychain of [null, standIn(2)])
      await expect(openVault(bound, ANNA.user, ANNA.passphrase, keychain)).rejects.toMatchObject({
        code: 'PASSPHRASE_WRONG',
      });
    await expect(openVault(bound, ANNA.user, 'a wrong passphrase', standIn(1))).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
  });
});

/** Stands where the operating system's keychain is: what it protects, only the one of the same number recovers. */
function standIn(number: number): Keychain {
  return {
    protect: (bytes) => Promise.resolve(Buffer.from([number, ...bytes.map((byte) => byte ^ number)])),
    recover: (bytes) =>
      Promise.resolve(bytes[0] === number ? Buffer.from(bytes.subarray(1).map((byte) => byte ^ number)) : null),
  };
}
