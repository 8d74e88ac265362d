import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '../../../common/errors.ts';
import { openCheckpoint, type Checkpoint } from '../../tlog/checkpoint.ts';
import { verifiedName } from '../../tlog/names.ts';
import { formatVerifierKey, parseVerifierKey, rawPublicKey, type NoteVerifier } from '../../tlog/note.ts';
import type { FullVerifyReport } from '../audit/audit-log.ts';
import { openWithMaster, readVault, type OpenVault } from '../keys/vault.ts';
import { readInfo } from '../workspace/info.ts';
import { layoutOf, type WorkspaceLayout } from '../workspace/layout.ts';
import { openWorkspace, type Workspace } from '../workspace/open.ts';
import { removeLeftoversIn, temporaryPrefix } from './leftovers.ts';
import { unpackBackup, type UnpackedBackup } from './unpack.ts';

/** A backup unpacked into a folder and opened with nothing but what was in it. */
export interface OpenedBackup extends Omit<UnpackedBackup, 'master'> {
  /** Open for writing; whoever restores lets its log continue, whoever verifies closes and removes it. */
  readonly workspace: Workspace;
  readonly checkpoint: Checkpoint;
  readonly verifiers: readonly NoteVerifier[];
}

/**
 * Unpacks a backup into an empty folder and opens what came out: the files belong to one workspace, the vault opens
 * with the master key from inside, the device key is the one whose public half stands beside it, and the log continues
 * the checkpoint of the manifest.
 * @throws ProblemError those of {@link unpackBackup}, and BACKUP_DAMAGED
 */
export async function openBackup(file: string, secret: string, folder: string): Promise<OpenedBackup> {
  const { master, ...unpacked } = await unpackBackup(file, secret, folder);
  const layout = layoutOf(folder);
  let vault: OpenVault | null = null;
  try {
    const info = readInfo(layout);
    if (info.id !== unpacked.manifest.workspace)
      throw inconsistent('its workspace is another one than its manifest says');
    vault = openWithMaster(readVault(layout.vaultFile, info.id), 'quintet', master);
    const verifiers = requireLogKeys(layout, info.origin, info.device, vault.devicePem);
    const checkpoint = requireCheckpoint(readFileSync(layout.checkpointFile), unpacked.manifest.checkpoint, {
      origin: info.origin,
      verifiers,
    });
    const workspace = await openWorkspace(folder, { asHost: false, vault });
    return { ...unpacked, workspace, checkpoint, verifiers };
  } catch (thrown) {
    vault?.close();
    master.fill(0);
    throw asDamaged(thrown);
  }
}

/** The public keys beside the log have to be those of the device key in the vault, under the names of the workspace. */
function requireLogKeys(layout: WorkspaceLayout, origin: string, device: string, pem: string): NoteVerifier[] {
  const raw = rawPublicKey(createPrivateKey(pem));
  const expected = [origin, device, verifiedName(origin)].map((name) => formatVerifierKey(name, raw));
  if (readFileSync(layout.publicKeysFile, 'utf8') !== expected.map((line) => `${line}\n`).join(''))
    throw inconsistent('the public keys of its log are not those of its device key');
  return expected.flatMap((line) => parseVerifierKey(line) ?? []);
}

function requireCheckpoint(
  file: Buffer,
  stated: string,
  { origin, verifiers }: { origin: string; verifiers: readonly NoteVerifier[] },
): Checkpoint {
  if (file.toString('utf8') !== stated) throw inconsistent('its checkpoint is another one than its manifest says');
  const opened = openCheckpoint(file, origin, verifiers);
  if ('problem' in opened) throw inconsistent('its checkpoint is not signed by its own log');
  return opened;
}

function inconsistent(what: string): ProblemError {
  return new ProblemError('BACKUP_DAMAGED', `The backup does not fit together: ${what}.`);
}

/** Codes about the machine and not about the backup; they stay what they are. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set([
  'DB_FULL',
  'DB_READONLY',
  'DB_BUSY',
  'DB_NEWER',
  'BACKUP_DAMAGED',
]);

function asDamaged(thrown: unknown): unknown {
  if (!(thrown instanceof ProblemError) || OF_THE_MACHINE.has(thrown.code)) return thrown;
  return new ProblemError('BACKUP_DAMAGED', `The backup does not open: ${thrown.message}`, { cause: thrown });
}

/** Checks the whole log of an opened backup, every signature included, and that it holds what its manifest says. */
export async function verifyOpened({ workspace, manifest }: OpenedBackup): Promise<FullVerifyReport> {
  const report = await workspace.log.verifyFully({ everySignature: true });
  const { cases } = await workspace.database.call('backup.counts', {});
  const problems = [...report.problems];
  if (workspace.log.damaged !== null && !problems.includes(workspace.log.damaged)) problems.push(workspace.log.damaged);
  if (report.size !== manifest.entries)
    problems.push(`The log has ${report.size} entries, the manifest says ${manifest.entries}.`);
  if (cases !== manifest.cases) problems.push(`The database has ${cases} cases, the manifest says ${manifest.cases}.`);
  return { ...report, ok: problems.length === 0, problems };
}

/** Runs `work` with a private folder that is gone afterwards, whatever happens. */
export async function inTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  removeLeftoversIn(tmpdir(), 'check');
  const folder = await mkdtemp(join(tmpdir(), temporaryPrefix('check')));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface BackupVerification {
  readonly ok: boolean;
  readonly sha256: string;
  readonly workspace: string;
  readonly createdAt: string;
  readonly entries: number;
  readonly cases: number;
  /** Root is hex. */
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: string };
  readonly problems: readonly string[];
}

/**
 * Proves that a backup can be restored, without a workspace: decrypts it, compares every file with the manifest, opens
 * the database with the key from inside and verifies the whole log.
 * @throws ProblemError those of {@link openBackup}
 */
export function verifyBackup(file: string, secret: string): Promise<BackupVerification> {
  return inTemporaryFolder(async (folder) => {
    const opened = await openBackup(file, secret, folder);
    try {
      const report = await verifyOpened(opened);
      const { manifest, sha256, checkpoint } = opened;
      return {
        ok: report.ok,
        sha256,
        workspace: manifest.workspace,
        createdAt: manifest.createdAt,
        entries: report.size,
        cases: manifest.cases,
        checkpoint: { origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root.toString('hex') },
        problems: report.problems,
      };
    } finally {
      await opened.workspace.close();
    }
  });
}
