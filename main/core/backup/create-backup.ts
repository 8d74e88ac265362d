import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { pack, type Pack } from 'tar-stream';
import { ProblemError } from '../../../common/errors.ts';
import { VERSION } from '../../platform/version.ts';
import type { SignedCheckpoint } from '../audit/audit-log.ts';
import { entryBy } from '../core-context.ts';
import { SETTINGS } from '../keys/key-store.ts';
import { commitTo } from '../review/commitment.ts';
import type { Workspace } from '../workspace/open.ts';
import { encryptTo, parseRecipient } from './age-file.ts';
import { BACKUP_FILES, MANIFEST_FILE, type BackupFile, type BackupManifest } from './manifest.ts';
import { elsewhereSetting, recoveryOf } from './settings.ts';
import { removeAbandoned, requireNewFile, sha256Of, unfinishedName, writeNewFile } from './write-file.ts';

/** Longest reason, in characters. */
const MOST_REASON = 2_000;

export interface CreateBackupOptions {
  /** File to write; it must not exist yet. */
  readonly to: string;
  /** `age1…`; null means the recovery key that two admins have approved. */
  readonly recipient: string | null;
  /** Why it goes to another recipient than the recovery key; needed for that outside a sample. */
  readonly reason?: string | null;
  /** Pseudonymous id of who asked, or `quintet` for the schedule. */
  readonly actor: string;
  /** Unix milliseconds. */
  readonly now: number;
  /** Ends the work before its next piece; the target is then left without the file. */
  readonly signal?: AbortSignal;
}

export interface CreatedBackup {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Entries of the log that the backup holds. */
  readonly entries: number;
  readonly checkpoint: SignedCheckpoint;
}

/** A file of the backup: in memory when small, on disk when it is the copied database. */
type Content = { readonly bytes: Buffer } | { readonly path: string; readonly size: number };

/**
 * Writes a backup: a tar of the copied database, the vault and the master key, encrypted with age to the recovery
 * recipient. The log entry is durable before the file has its name. Nothing but the small files and one chunk at a time
 * is in memory; the master key reaches the disk only inside the age file.
 * @throws ProblemError RECOVERY_MISSING, USAGE, DB_FULL, DB_READONLY, LOG_UNAVAILABLE …
 */
export async function createBackup(workspace: Workspace, options: CreateBackupOptions): Promise<CreatedBackup> {
  const { to, actor, now, signal } = options;
  const { recipient, reason } = readerOf(workspace, options);
  const { layout, keys, vault } = workspace;
  requireNewFile(to);
  await mkdir(layout.backupFolder, { recursive: true, mode: 0o700 });
  removeAbandoned(layout.backupFolder);
  const copy = unfinishedName(join(layout.backupFolder, `copy-${now}`));
  const master = Buffer.from(vault.master);
  try {
    const { contents, manifest, checkpoint } = await collect(workspace, copy, master, now);
    const { entries } = manifest;
    const encrypted = (): Promise<AsyncIterable<Uint8Array>> => encryptTo(recipient, tarOf(manifest, contents, signal));
    const written = await writeNewFile(to, encrypted, async ({ sha256, bytes }) => {
      signal?.throwIfAborted();
      await keys.change({
        settings: [
          { name: SETTINGS.backupLastFailure, value: 'null' },
          ...(reason === null ? [] : [elsewhereSetting({ at: timeOf(now), sha256, recipient, ...reason })]),
        ],
        entries: [
          entryBy({ id: actor }, now, {
            kind: 'backup.created',
            sha256,
            bytes,
            entries,
            recipient,
            reason: reason?.commitment ?? null,
          }),
        ],
      });
    });
    return { file: to, ...written, entries, checkpoint };
  } finally {
    master.fill(0);
    rmSync(copy, { force: true });
  }
}

interface Reader {
  readonly recipient: string;
  /** Why it is another one than the recovery key; the log commits to it. */
  readonly reason: { readonly text: string; readonly salt: string; readonly commitment: string } | null;
}

/**
 * Who is to read the backup: the recovery key that two admins have approved, and once there is one nobody else. Before,
 * an admin names a recipient; the log names it too.
 */
function readerOf(
  { keys, info }: Pick<Workspace, 'keys' | 'info'>,
  { recipient: wanted, reason: given = null }: Pick<CreateBackupOptions, 'recipient' | 'reason'>,
): Reader {
  const approved = recoveryOf(keys)?.recipient ?? null;
  const recipient = wanted === null ? approved : parseRecipient(wanted);
  if (recipient === null) throw new ProblemError('RECOVERY_MISSING');
  const text = given?.trim() ?? '';
  if (given !== null && (text === '' || text.length > MOST_REASON))
    throw new ProblemError('USAGE', 'Give --reason as a text of 1 to 2,000 characters.');
  if (recipient === approved) {
    if (given !== null)
      throw new ProblemError('USAGE', '--reason belongs to a --recipient that is not the recovery key.');
  } else if (approved !== null && !info.sample) {
    throw new ProblemError(
      'TWO_PERSON',
      'Backups go to the recovery key that two admins have approved. Another one is proposed with: quintet backup ceremony',
    );
  }
  const isElsewhere = recipient !== approved && !info.sample;
  return { recipient, reason: given === null && !isElsewhere ? null : { text, ...commitTo(text) } };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** Copies the database and describes everything that goes in. The checkpoint comes first, so that the copy holds it. */
async function collect(
  { info, layout, log, database }: Workspace,
  copy: string,
  master: Buffer,
  now: number,
): Promise<{ contents: Record<BackupFile, Content>; manifest: BackupManifest; checkpoint: SignedCheckpoint }> {
  const checkpoint = await log.checkpoint();
  const reader = await database.extraReader();
  const copied = await reader.call('backup.copy', { file: copy, size: checkpoint.size }).finally(() => reader.close());
  if (copied.root !== checkpoint.root)
    throw new ProblemError('LOG_DAMAGED', 'The copied log is not the one its checkpoint was signed over.');
  const contents: Record<BackupFile, Content> = {
    'workspace.json': { bytes: readFileSync(layout.infoFile) },
    'keys/vault.json': { bytes: readFileSync(layout.vaultFile) },
    'keys/log.pub': { bytes: readFileSync(layout.publicKeysFile) },
    checkpoint: { bytes: Buffer.from(checkpoint.note) },
    'master.key': { bytes: master },
    'quintet.db': { path: copy, size: statSync(copy).size },
  };
  const files = {} as BackupManifest['files'];
  for (const name of BACKUP_FILES) files[name] = await describe(contents[name]);
  return {
    contents,
    checkpoint,
    manifest: {
      format: 'quintet-backup/1',
      workspace: info.id,
      createdAt: new Date(now).toISOString(),
      program: VERSION,
      entries: copied.entries,
      cases: copied.cases,
      checkpoint: checkpoint.note,
      files,
    },
  };
}

async function describe(content: Content): Promise<{ sha256: string; bytes: number }> {
  if ('bytes' in content)
    return { sha256: createHash('sha256').update(content.bytes).digest('hex'), bytes: content.bytes.length };
  return { sha256: await sha256Of(content.path), bytes: content.size };
}

/** The tar as it is made: manifest first, the database last. */
async function* tarOf(
  manifest: BackupManifest,
  contents: Readonly<Record<BackupFile, Content>>,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  const tar = pack();
  const filling = fill(tar, manifest, contents).catch((thrown: unknown) => {
    tar.destroy(thrown instanceof Error ? thrown : new Error('the tar could not be made'));
  });
  for await (const chunk of tar as AsyncIterable<Uint8Array>) {
    signal?.throwIfAborted();
    yield chunk;
    // Encrypting a chunk takes a moment of this thread; whoever decides meanwhile goes first.
    await setImmediate();
  }
  await filling;
}

async function fill(
  tar: Pack,
  manifest: BackupManifest,
  contents: Readonly<Record<BackupFile, Content>>,
): Promise<void> {
  const header = { mode: 0o600, mtime: new Date(manifest.createdAt) };
  tar.entry({ ...header, name: MANIFEST_FILE }, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  for (const name of BACKUP_FILES) {
    const content = contents[name];
    if ('bytes' in content) {
      tar.entry({ ...header, name }, content.bytes);
    } else {
      const entry = tar.entry({ ...header, name, size: content.size });
      await pipeline(createReadStream(content.path), entry);
    }
  }
  tar.finalize();
}
