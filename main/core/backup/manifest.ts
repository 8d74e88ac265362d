import { z } from 'zod';
import { ProblemError } from '../../../common/errors.ts';

/** Files of a backup beside the manifest, in their order within the tar. */
export const BACKUP_FILES = [
  'workspace.json',
  'keys/vault.json',
  'keys/log.pub',
  'checkpoint',
  'master.key',
  'quintet.db',
] as const;
export type BackupFile = (typeof BACKUP_FILES)[number];

export const MANIFEST_FILE = 'manifest.json';
/** A manifest longer than this was not written by Quintet. */
export const MOST_MANIFEST_BYTES = 64 * 1024;
/** Longest of the small files. */
export const MOST_SMALL_BYTES = 16 * 1024 * 1024;

const described = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/u), bytes: z.number().int().min(0) });

const schema = z.strictObject({
  format: z.literal('quintet-backup/1'),
  workspace: z.string().regex(/^[0-9a-f]{16}$/u),
  createdAt: z.iso.datetime({ precision: 3 }),
  /** Version of the program that wrote it. */
  program: z.string().max(64),
  /** Entries of the log in the copied database. */
  entries: z.number().int().min(1),
  /** Cases in the copied database, erased ones included. */
  cases: z.number().int().min(0),
  /** Signed checkpoint over the first entries of the copied log: at least all that were durable when it began. */
  checkpoint: z.string().max(4_096),
  files: z.strictObject({
    'workspace.json': described,
    'keys/vault.json': described,
    'keys/log.pub': described,
    checkpoint: described,
    'master.key': described,
    'quintet.db': described,
  }),
});

/** `manifest.json`, the first file of a backup: what stands in it and what it must hash to. */
export type BackupManifest = z.output<typeof schema>;

/** @throws ProblemError BACKUP_DAMAGED naming the field */
export function readManifest(bytes: Uint8Array): BackupManifest {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new ProblemError('BACKUP_DAMAGED', 'The manifest of the backup is not JSON.');
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ProblemError('BACKUP_DAMAGED', `The manifest of the backup is not in the expected form (field ${field}).`);
}
