import { existsSync, readFileSync } from 'node:fs';
import { openCheckpoint, signCheckpoint, type Checkpoint } from '../tlog/checkpoint.ts';
import type { NoteSigner, NoteVerifier } from '../tlog/note.ts';
import { verifiedName } from '../tlog/names.ts';
import { replaceFile } from './atomic-file.ts';
import type { CheckpointSettings, ReadCheckpoint } from './context.ts';
import { logSize, storedRoot } from './queries/log.ts';
import { immediate, type ReadableDb, type WritableDb } from './types.ts';

/** Reads and checks the checkpoint file; a sentence says why it cannot be used. */
export function readCheckpoint(
  settings: CheckpointSettings,
  verifiers: readonly NoteVerifier[],
): ReadCheckpoint | { problem: string } {
  if (!existsSync(settings.checkpointFile)) return { problem: 'The checkpoint file beside the database is missing.' };
  const note = readFileSync(settings.checkpointFile);
  const opened = openCheckpoint(note, settings.origin, verifiers);
  if ('problem' in opened) return { problem: PROBLEM_SENTENCES[opened.problem] };
  return { checkpoint: opened, note: note.toString('utf8') };
}

const PROBLEM_SENTENCES = {
  malformed: 'The checkpoint file beside the database is not a signed checkpoint.',
  unknown_key: 'The checkpoint file is not signed with a key of this workspace.',
  bad_signature: 'The signature of the checkpoint file is wrong.',
  other_log: 'The checkpoint file belongs to another log.',
} as const;

/**
 * What the last verification that checked every signature covered; null when there is none or it does not hold.
 * It spares a later verification those signatures only while the tree up to there is still the same.
 */
export function readVerified(settings: CheckpointSettings, verifiers: readonly NoteVerifier[]): Checkpoint | null {
  if (!existsSync(settings.verifiedFile)) return null;
  const opened = openCheckpoint(readFileSync(settings.verifiedFile), verifiedName(settings.origin), verifiers);
  return 'problem' in opened ? null : opened;
}

/** Why the stored tree does not continue the checkpoint, in one sentence; null when it does. */
export function continuityProblem(db: ReadableDb, checkpoint: Checkpoint): string | null {
  const size = logSize(db);
  if (size < checkpoint.size)
    return `The log has ${size} entries, but its last checkpoint was signed over ${checkpoint.size}: entries are missing.`;
  if (!storedRoot(db, checkpoint.size).equals(checkpoint.root))
    return `The first ${checkpoint.size} entries are not the ones its last checkpoint was signed over.`;
  return null;
}

/**
 * Whether this log may grow: it must continue the checkpoint beside it. The write lock is held meanwhile, because
 * checkpoints are only written under it.
 */
export function damageOf(
  db: WritableDb,
  settings: CheckpointSettings,
  verifiers: readonly NoteVerifier[],
): string | null {
  return immediate(db, () => {
    const read = readCheckpoint(settings, verifiers);
    return 'problem' in read ? read.problem : continuityProblem(db, read.checkpoint);
  });
}

/** The current checkpoint, signed. Belongs on one view of the database. */
export function currentCheckpoint(db: ReadableDb, origin: string): Checkpoint {
  const size = logSize(db);
  return { origin, size, root: storedRoot(db, size) };
}

/** Remembers that every signature up to `size` was checked. */
export function writeVerified(
  settings: CheckpointSettings,
  verified: Omit<Checkpoint, 'origin'>,
  key: NoteSigner,
): void {
  replaceFile(settings.verifiedFile, signCheckpoint({ ...verified, origin: key.name }, key));
}

/** Writes the current checkpoint and answers with it. The write lock keeps an older one from replacing a newer one of another process. */
export function writeCheckpoint(db: WritableDb, settings: CheckpointSettings, signer: NoteSigner): ReadCheckpoint {
  return immediate(db, () => {
    const checkpoint = currentCheckpoint(db, settings.origin);
    const note = signCheckpoint(checkpoint, signer);
    replaceFile(settings.checkpointFile, note);
    return { checkpoint, note: note.toString('utf8') };
  });
}
