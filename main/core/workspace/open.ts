import { readFileSync } from 'node:fs';
import { ProblemError } from '../../../common/errors.ts';
import { openDatabase, type Database } from '../../db/client.ts';
import { holdHostLock, type HeldHostLock } from '../../db/host-lock-holder.ts';
import { personOf, SAMPLE_PASSPHRASE, type Person } from '../access/people.ts';
import { createAuditLog, type AuditLog } from '../audit/audit-log.ts';
import type { IntakeTrust } from '../keys/key-ring.ts';
import { openKeyStore, SECRETS, type KeyStore } from '../keys/key-store.ts';
import { openVaultOfAnybody, readVault, type OpenVault } from '../keys/vault.ts';
import { createEmbeddedQueue } from '../queue/embedded-queue.ts';
import type { QueuePort } from '../queue/port.ts';
import { createQuarantine, type QuarantineStore } from '../queue/quarantine.ts';
import { createCaseStore, type CaseStore } from '../review/case-store.ts';
import { readInfo, type WorkspaceInfo } from './info.ts';
import { layoutOf, type WorkspaceLayout } from './layout.ts';

export interface OpenOptions {
  /** True for the one process that serves windows; a second one is refused with WORKSPACE_OPEN. */
  readonly asHost: boolean;
  /** The opened vault; the workspace wipes it when it closes. A sample workspace opens its own when none is given. */
  readonly vault?: OpenVault;
  /** False opens for reading only; the default is true. */
  readonly writable?: boolean;
  /** True only while the workspace is being made. */
  readonly create?: boolean;
  /** Told of database operations slower than 100 ms, by name. */
  readonly onSlow?: (name: string, ms: number) => void;
  /** Clock, Unix milliseconds. */
  readonly now?: () => number;
}

/** An open workspace: everything that is kept on disk, behind its ports. */
export interface Workspace {
  readonly info: WorkspaceInfo;
  readonly layout: WorkspaceLayout;
  readonly vault: OpenVault;
  readonly keys: KeyStore;
  /** What intake knows about keys; the same as `keys.trust`. */
  readonly trust: IntakeTrust;
  /** Secrets of the workspace's own reference platform and reporter. */
  readonly reference: { readonly platformSeed: Uint8Array; readonly reporterKey: Uint8Array };
  readonly queue: QueuePort;
  readonly quarantine: QuarantineStore;
  readonly log: AuditLog;
  readonly cases: CaseStore;
  readonly database: Database;
  /** Everybody who may sign in, in the order in which they were added. */
  people(): Promise<Person[]>;
  /** Writes the last checkpoint, lets go of the folder and wipes the keys. */
  close(): Promise<void>;
}

/**
 * Opens a workspace.
 * @throws ProblemError LOCKED when a passphrase is needed, WORKSPACE_MISSING, WORKSPACE_OPEN, WORKSPACE_OLD,
 * VAULT_DAMAGED, VAULT_MISMATCH, DATA_INVALID, DB_NEWER, DB_CORRUPT, DB_READONLY …
 */
export async function openWorkspace(folder: string, options: OpenOptions): Promise<Workspace> {
  const layout = layoutOf(folder);
  const info = readInfo(layout);
  const vault = options.vault ?? (await sampleVault(layout, info));
  const writable = options.writable ?? true;
  let lock: HeldHostLock | null = null;
  let database: Database | null = null;
  try {
    lock = options.asHost ? await holdHostLock({ lockFile: layout.hostLockFile, describeFile: layout.hostFile }) : null;
    database = await openDatabase({
      file: layout.databaseFile,
      key: vault.databaseKey,
      checkpointFile: layout.checkpointFile,
      verifiedFile: layout.verifiedFile,
      origin: info.origin,
      device: info.device,
      privateKey: writable ? vault.devicePem : null,
      verifierKeys: readKeyFile(layout.publicKeysFile).trim().split('\n'),
      writable,
      create: options.create ?? false,
      ...(options.onSlow ? { onSlow: options.onSlow } : {}),
    });
    return await assemble({ layout, info, vault, database, lock, now: options.now ?? Date.now });
  } catch (thrown) {
    await database?.close();
    await lock?.release();
    vault.close();
    throw thrown;
  }
}

interface Parts {
  readonly layout: WorkspaceLayout;
  readonly info: WorkspaceInfo;
  readonly vault: OpenVault;
  readonly database: Database;
  readonly lock: HeldHostLock | null;
  readonly now: () => number;
}

async function assemble({ layout, info, vault, database, lock, now }: Parts): Promise<Workspace> {
  const keys = await openKeyStore(database, vault.envelopeKey);
  return {
    info,
    layout,
    vault,
    keys,
    trust: keys.trust,
    reference: {
      get platformSeed() {
        return keys.secret(SECRETS.platformSeed);
      },
      get reporterKey() {
        return keys.secret(SECRETS.reporterKey);
      },
    },
    queue: createEmbeddedQueue(database, { now }),
    quarantine: createQuarantine(database, keys),
    log: createAuditLog(database),
    cases: createCaseStore(database, now),
    database,
    people: async () => (await database.call('people.list', {})).map(personOf),
    close: async () => {
      keys.close();
      await database.close();
      await lock?.release();
      vault.close();
    },
  };
}

/** A sample workspace needs no typing: its passphrase is public. @throws ProblemError LOCKED for any other */
async function sampleVault(layout: WorkspaceLayout, info: WorkspaceInfo): Promise<OpenVault> {
  if (!info.sample) throw new ProblemError('LOCKED');
  return openVaultOfAnybody(readVault(layout.vaultFile, info.id), SAMPLE_PASSPHRASE);
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new ProblemError('KEY_MISSING', `The key file ${path} is missing or cannot be read.`, { cause: thrown });
  }
}
