import { randomBytes } from 'node:crypto';
import { ProblemError } from '../../../common/errors.ts';
import { openAead, sealAead } from '../../crypto/aead.ts';
import { label, lp } from '../../crypto/bytes.ts';
import type { Database } from '../../db/client.ts';
import type { KeyChanges, PlatformKeyRow, StoredKeys, TeamKeyRow } from '../../db/queries/keys.ts';
import type { IntakeRules, IntakeTrust } from './key-ring.ts';

const ENVELOPE = label('quintet/envelope/v1');

/** Secrets the workspace keeps for its own reference platform and reporter; see `main/core/reporter`. */
export const SECRETS = { platformSeed: 'reference-platform', reporterKey: 'reporter' } as const;

/** Names of settings; each value is JSON. */
export const SETTINGS = {
  intakeRules: 'intake.rules',
  revealsPerHour: 'exposure.revealsPerHour',
  retentionRules: 'retention.rules',
  retentionLastRun: 'retention.lastRun',
  recovery: 'backup.recovery',
  backupSchedule: 'backup.schedule',
  backupLastFailure: 'backup.lastFailure',
  backupLastDrill: 'backup.lastDrill',
  backupLastRestore: 'backup.lastRestore',
} as const;
export type SettingName = (typeof SETTINGS)[keyof typeof SETTINGS];

export const FIRST_INTAKE_RULES: IntakeRules = { allowUnsigned: true, maxAgeDays: 730 };

/** Seals bytes under the envelope key: nonce ‖ AES-256-GCM, bound to what they are for. */
export function sealUnderEnvelope(envelopeKey: Uint8Array, purpose: string, plaintext: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  return Buffer.concat([nonce, sealAead(envelopeKey, nonce, plaintext, Buffer.concat([ENVELOPE, lp(purpose)]))]);
}

/** @throws ProblemError VAULT_MISMATCH when the bytes were sealed under another key or for another purpose */
export function openUnderEnvelope(envelopeKey: Uint8Array, purpose: string, sealed: Uint8Array): Buffer {
  const aad = Buffer.concat([ENVELOPE, lp(purpose)]);
  const plaintext = sealed.length < 12 ? null : openAead(envelopeKey, sealed.subarray(0, 12), sealed.subarray(12), aad);
  if (plaintext === null) throw new ProblemError('VAULT_MISMATCH');
  return plaintext;
}

/** What a private key is sealed for. */
export function teamKeyPurpose(keyId: string): string {
  return `team-key/${keyId}`;
}

/**
 * Keys and settings of an open workspace, kept in memory and read again after every change, also one by another process.
 * Private keys leave memory when it is closed.
 */
export interface KeyStore {
  readonly trust: IntakeTrust;
  readonly team: readonly TeamKeyRow[];
  readonly platforms: readonly PlatformKeyRow[];
  /** A setting as it stands, or null. */
  setting(name: SettingName): unknown;
  /** Values of the settings whose names begin so. */
  settingsUnder(prefix: string): unknown[];
  /** @throws ProblemError KEY_MISSING when the workspace has no such secret */
  secret(name: string): Uint8Array;
  /** Bytes sealed for storage in the database. */
  seal(purpose: string, plaintext: Uint8Array): Buffer;
  /** Opens what `seal` sealed for the same purpose. @throws ProblemError VAULT_MISMATCH */
  open(purpose: string, sealed: Uint8Array): Buffer;
  /** Writes changes durably with their entries and reads everything again; answers with the last entry's index. */
  change(changes: KeyChanges): Promise<{ index: number }>;
  reload(): Promise<void>;
  close(): void;
}

/** Reads keys and settings from the database. The envelope key stays the caller's to wipe. */
export async function openKeyStore(database: Database, envelopeKey: Uint8Array): Promise<KeyStore> {
  let stored: StoredKeys = { team: [], platforms: [], secrets: [], settings: [] };
  let privateKeys = new Map<string, Buffer>();
  let settings = new Map<string, unknown>();

  const forget = (): void => {
    for (const key of privateKeys.values()) key.fill(0);
  };
  const reload = async (): Promise<void> => {
    const loaded = await database.call('keys.load', {});
    const opened = new Map<string, Buffer>();
    for (const { keyId, private: sealed } of loaded.team)
      if (sealed !== null) opened.set(keyId, openUnderEnvelope(envelopeKey, teamKeyPurpose(keyId), sealed));
    forget();
    stored = loaded;
    privateKeys = opened;
    settings = new Map(loaded.settings.map(({ name, value }) => [name, JSON.parse(value) as unknown]));
  };
  await reload();
  // Another process may rotate a key; what it wrote is read before the next bundle is judged.
  const stop = database.onChange((operation) => {
    if (operation === null) void reload().catch(() => undefined);
  });

  const trust: IntakeTrust = {
    sealing: {
      recipients: (at) =>
        stored.team
          .filter(({ state, notBefore, notAfter }) => state === 'active' && notBefore <= at && at < notAfter)
          .toReversed()
          .map(({ keyId, public: publicKey }) => ({ keyId, publicKey })),
    },
    unsealing: {
      find: (keyId) => {
        const key = stored.team.find((row) => row.keyId === keyId);
        if (!key) return null;
        const { state, notBefore, notAfter } = key;
        return { state, notBefore, notAfter, privateKey: privateKeys.get(keyId) ?? null };
      },
    },
    platforms: {
      find: (keyId) => {
        const key = stored.platforms.find((row) => row.keyId === keyId);
        if (!key) return null;
        const { name, public: publicKey, notBefore, notAfter, state } = key;
        return { name, publicKey, notBefore, notAfter, state };
      },
    },
    rules: () => (settings.get(SETTINGS.intakeRules) as IntakeRules | undefined) ?? FIRST_INTAKE_RULES,
  };

  return {
    trust,
    get team() {
      return stored.team;
    },
    get platforms() {
      return stored.platforms;
    },
    setting: (name) => settings.get(name) ?? null,
    settingsUnder: (prefix) => [...settings].flatMap(([name, value]) => (name.startsWith(prefix) ? [value] : [])),
    secret: (name) => {
      const row = stored.secrets.find((candidate) => candidate.name === name);
      if (!row) throw new ProblemError('KEY_MISSING', `The workspace lacks its secret “${name}”.`);
      return openUnderEnvelope(envelopeKey, `secret/${name}`, row.value);
    },
    seal: (purpose, plaintext) => sealUnderEnvelope(envelopeKey, purpose, plaintext),
    open: (purpose, sealed) => openUnderEnvelope(envelopeKey, purpose, sealed),
    change: async (changes) => {
      const done = await database.call('keys.change', changes);
      await reload();
      return done;
    },
    reload,
    close: () => {
      stop();
      forget();
      privateKeys.clear();
    },
  };
}
