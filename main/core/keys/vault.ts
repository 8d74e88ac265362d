import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { ProblemError } from '../../../common/errors.ts';
import { openAead, sealAead } from '../../crypto/aead.ts';
import { label, lp } from '../../crypto/bytes.ts';
import { hkdfSha256, hmacSha256 } from '../../crypto/mac.ts';
import { replaceFile } from '../../db/atomic-file.ts';
import { classify } from '../../db/problems.ts';
import type { Keychain } from './keychain.ts';
import { keyOfPassphrase, MOST_COST, type PassphraseCost } from './passphrase.ts';

const base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/]*={0,2}$/u)
  .max(4_096);
const sealedBytes = z.strictObject({ nonce: base64, sealed: base64 });

const slotSchema = z.strictObject({
  /** Says whose slot it is to somebody who knows the id, and to nobody else. */
  label: z.string().regex(/^[0-9a-f]{32}$/u),
  kdf: z.strictObject({
    name: z.literal('argon2id'),
    memory: z.number().int().min(8).max(MOST_COST.memory),
    passes: z.number().int().min(1).max(MOST_COST.passes),
    lanes: z.number().int().min(1).max(MOST_COST.lanes),
    salt: base64,
  }),
  /** Set when the operating system's keychain guards the slot too: 32 random bytes under its protection. */
  keychain: base64.nullable(),
  wrapped: sealedBytes,
});

const vaultSchema = z.strictObject({
  format: z.literal('quintet-vault/1'),
  workspace: z.string().regex(/^[0-9a-f]{16}$/u),
  slots: z.array(slotSchema).min(1).max(1_000),
  /** The device's signing key, sealed under the master key. */
  device: sealedBytes,
});

/** `keys/vault.json`: the master key, wrapped once for every person; and the device key, sealed under it. */
export type VaultFile = z.output<typeof vaultSchema>;
/** One person's wrapped copy of the master key. */
export type Slot = VaultFile['slots'][number];

/** What opening the vault gives: keys derived from the master key. Wiped by {@link OpenVault.close}. */
export interface OpenVault {
  readonly user: string;
  /** 32 random bytes; everything below is derived from it with HKDF-SHA-256. */
  readonly master: Buffer;
  /** Raw key of the SQLite file. */
  readonly databaseKey: Buffer;
  /** Seals private keys inside the database once more. */
  readonly envelopeKey: Buffer;
  /** PKCS #8 PEM of the device's Ed25519 key. */
  readonly devicePem: string;
  close(): void;
}

const SLOT = label('quintet/slot/v1');
const DEVICE = label('quintet/device/v1');

/** Keys derived from a master key: HKDF-SHA-256, salt = workspace id, info = the purpose. */
function derive(master: Uint8Array, workspace: string, purpose: 'db' | 'envelope' | 'device'): Buffer {
  return hkdfSha256(master, Buffer.from(workspace), label(`quintet/key/${purpose}/v1`), 32);
}

function slotLabel(workspace: string, user: string): string {
  return hmacSha256(Buffer.from(workspace), SLOT, lp(user)).toString('hex', 0, 16);
}

function slotAad(workspace: string, slot: string): Buffer {
  return Buffer.concat([SLOT, lp(workspace), lp(slot)]);
}

function sealed(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): z.output<typeof sealedBytes> {
  const nonce = randomBytes(12);
  return { nonce: nonce.toString('base64'), sealed: sealAead(key, nonce, plaintext, aad).toString('base64') };
}

function opened(
  key: Uint8Array,
  { nonce, sealed: bytes }: z.output<typeof sealedBytes>,
  aad: Uint8Array,
): Buffer | null {
  const raw = Buffer.from(nonce, 'base64');
  return raw.length === 12 ? openAead(key, raw, Buffer.from(bytes, 'base64'), aad) : null;
}

/** Who gets a slot; with a keychain, the slot opens only where that keychain answers as well. */
export interface SlotOwner {
  readonly user: string;
  readonly passphrase: string;
  readonly keychain?: Keychain;
}

/** The key of a slot: from the passphrase alone, or from it and the keychain's 32 bytes (HKDF-SHA-256). Wipes both. */
function slotKey(fromPassphrase: Uint8Array, second: Uint8Array | null): Uint8Array {
  if (second === null) return fromPassphrase;
  const both = Buffer.concat([fromPassphrase, second]);
  const key = hkdfSha256(both, Buffer.alloc(0), label('quintet/slot+keychain/v1'), 32);
  for (const bytes of [both, fromPassphrase, second]) bytes.fill(0);
  return key;
}

/** A slot for this person; making it takes as long as the passphrase is meant to cost. */
export async function makeSlot(
  workspace: string,
  master: Uint8Array,
  person: SlotOwner,
  cost: PassphraseCost,
): Promise<Slot> {
  const salt = randomBytes(16);
  const own = slotLabel(workspace, person.user);
  const second = person.keychain === undefined ? null : randomBytes(32);
  const kept = second === null ? null : await person.keychain?.protect(second);
  const key = slotKey(await keyOfPassphrase(person.passphrase, salt, cost), second);
  try {
    const plaintext = Buffer.concat([master, Buffer.from(person.user)]);
    return {
      label: own,
      kdf: { name: 'argon2id', ...cost, salt: salt.toString('base64') },
      keychain: kept == null ? null : Buffer.from(kept).toString('base64'),
      wrapped: sealed(key, plaintext, slotAad(workspace, own)),
    };
  } finally {
    key.fill(0);
  }
}

/**
 * Makes the vault of a new workspace.
 * @param master given when a backup is restored; fresh otherwise
 */
export async function createVault(options: {
  readonly workspace: string;
  readonly people: readonly { readonly user: string; readonly passphrase: string }[];
  readonly devicePem: string;
  readonly cost: PassphraseCost;
  readonly master?: Buffer;
}): Promise<{ file: VaultFile; master: Buffer }> {
  const { workspace, people, devicePem, cost } = options;
  const master = options.master ?? randomBytes(32);
  const slots: Slot[] = [];
  for (const person of people) slots.push(await makeSlot(workspace, master, person, cost));
  const device = sealed(derive(master, workspace, 'device'), Buffer.from(devicePem), DEVICE);
  return { file: { format: 'quintet-vault/1', workspace, slots, device }, master };
}

/** Reads the vault beside a workspace. @throws ProblemError KEY_MISSING, VAULT_DAMAGED, VAULT_MISMATCH */
export function readVault(path: string, workspace: string): VaultFile {
  if (!existsSync(path)) throw new ProblemError('KEY_MISSING', `The key file ${path} is missing. Restore a backup.`);
  let parsed;
  try {
    parsed = vaultSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new ProblemError('VAULT_DAMAGED', `The key file ${path} is damaged. Keep the folder and restore a backup.`);
  }
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new ProblemError('VAULT_DAMAGED', `The key file ${path} is damaged (field ${field}). Restore a backup.`);
  }
  if (parsed.data.workspace !== workspace) throw new ProblemError('VAULT_MISMATCH');
  return parsed.data;
}

/**
 * Replaces the vault file in one step; the former one stays whole until then.
 * @throws ProblemError DB_FULL, DB_READONLY
 */
export function writeVault(path: string, vault: VaultFile): void {
  try {
    replaceFile(path, Buffer.from(`${JSON.stringify(vault, null, 2)}\n`), 0o600);
  } catch (thrown) {
    throw classify(thrown);
  }
}

/** Somebody's slot, as far as that can be told without opening it. */
export function slotOf(vault: VaultFile, user: string): Slot | undefined {
  const own = slotLabel(vault.workspace, user);
  return vault.slots.find((slot) => slot.label === own);
}

/** Whether somebody has a slot. */
export function hasSlot(vault: VaultFile, user: string): boolean {
  return slotOf(vault, user) !== undefined;
}

/**
 * Opens the vault with one person's passphrase. A wrong passphrase and an unknown person take the same time.
 * @throws ProblemError PASSPHRASE_WRONG, VAULT_DAMAGED when the device key does not open although the slot did
 */
export async function openVault(
  vault: VaultFile,
  user: string,
  passphrase: string,
  keychain: Keychain | null = null,
): Promise<OpenVault> {
  const slot = slotOf(vault, user);
  const master = await openSlot(vault, slot ?? vault.slots[0], passphrase, keychain);
  if (slot !== undefined && slot.keychain !== null && keychain === null)
    throw new ProblemError(
      'PASSPHRASE_WRONG',
      'This key is bound to the keychain of the desktop program as well. Sign in there.',
    );
  if (slot === undefined || master?.user !== user) {
    master?.key.fill(0);
    throw new ProblemError('PASSPHRASE_WRONG');
  }
  return openWithMaster(vault, user, master.key);
}

/**
 * Opens the vault with a passphrase alone: the slots are tried in their order.
 * @throws ProblemError PASSPHRASE_WRONG
 */
export async function openVaultOfAnybody(vault: VaultFile, passphrase: string): Promise<OpenVault> {
  for (const slot of vault.slots) {
    const master = await openSlot(vault, slot, passphrase);
    if (master !== null) return openWithMaster(vault, master.user, master.key);
  }
  throw new ProblemError('PASSPHRASE_WRONG', 'This passphrase belongs to nobody in this workspace.');
}

async function openSlot(
  vault: VaultFile,
  slot: Slot | undefined,
  passphrase: string,
  keychain: Keychain | null = null,
): Promise<{ user: string; key: Buffer } | null> {
  if (slot === undefined || passphrase === '') return null;
  const fromPassphrase = await keyOfPassphrase(passphrase, Buffer.from(slot.kdf.salt, 'base64'), slot.kdf);
  const second =
    slot.keychain === null ? null : ((await keychain?.recover(Buffer.from(slot.keychain, 'base64'))) ?? null);
  if (slot.keychain !== null && second === null) return null;
  const key = slotKey(fromPassphrase, second);
  const plaintext = opened(key, slot.wrapped, slotAad(vault.workspace, slot.label));
  key.fill(0);
  if (plaintext === null || plaintext.length <= 32) return null;
  return { user: plaintext.toString('utf8', 32), key: plaintext.subarray(0, 32) };
}

/** The derived keys of a master key that is known already, as after a restore. @throws ProblemError VAULT_DAMAGED */
export function openWithMaster(vault: VaultFile, user: string, master: Buffer): OpenVault {
  const { workspace } = vault;
  const deviceKey = derive(master, workspace, 'device');
  const device = opened(deviceKey, vault.device, DEVICE);
  deviceKey.fill(0);
  if (device === null) {
    throw new ProblemError('VAULT_DAMAGED', 'The device key in keys/vault.json does not open. Restore a backup.');
  }
  const databaseKey = derive(master, workspace, 'db');
  const envelopeKey = derive(master, workspace, 'envelope');
  const devicePem = device.toString('utf8');
  device.fill(0);
  return {
    user,
    master,
    databaseKey,
    envelopeKey,
    devicePem,
    close: () => {
      for (const bytes of [master, databaseKey, envelopeKey]) bytes.fill(0);
    },
  };
}

/** The vault with a slot for this person, replacing the one they had. */
export async function withSlot(
  vault: VaultFile,
  master: Buffer,
  person: SlotOwner,
  cost: PassphraseCost,
): Promise<VaultFile> {
  return putSlot(vault, await makeSlot(vault.workspace, master, person, cost));
}

/** The vault with a slot that was made before, replacing the one the same person had. */
export function putSlot(vault: VaultFile, slot: Slot): VaultFile {
  const others = vault.slots.filter(({ label: own }) => own !== slot.label);
  const at = vault.slots.findIndex(({ label: own }) => own === slot.label);
  const slots = at === -1 ? [...vault.slots, slot] : others.toSpliced(at, 0, slot);
  return { ...vault, slots };
}

/** The vault without this person's slot: their passphrase opens nothing any more. */
export function withoutSlot(vault: VaultFile, user: string): VaultFile {
  const own = slotLabel(vault.workspace, user);
  return { ...vault, slots: vault.slots.filter((slot) => slot.label !== own) };
}
