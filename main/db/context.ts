import type { Checkpoint } from '../tlog/checkpoint.ts';
import type { NoteSigner, NoteVerifier } from '../tlog/note.ts';
import type { ReadableDb, WritableDb } from './types.ts';

/**
 * The signed checkpoint beside the database. Nothing inside a file can show that the file was rolled back (a truncated
 * WAL opens as a valid earlier state), so the newest size and root are kept in a second one.
 */
export interface CheckpointSettings {
  readonly checkpointFile: string;
  /** Up to where, and over which root, every signature was checked; same form as a checkpoint. */
  readonly verifiedFile: string;
  readonly origin: string;
}

export interface ReadCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The signed note as it stands in the file. */
  readonly note: string;
}

/** What a reading operation works on. */
export interface ReadContext {
  readonly db: ReadableDb;
  readonly settings: CheckpointSettings;
  readonly verifiers: readonly NoteVerifier[];
}

/** What a writing operation works on. */
export interface WriteContext {
  readonly db: WritableDb;
  /** The device's key: every entry is signed with it. */
  readonly signer: NoteSigner;
  /** Why the log must not grow, in one sentence; null while it is sound. */
  readonly damaged: () => string | null;
  /** Called after the log has grown, inside the transaction. */
  readonly appended: () => void;
  /** Signs the current checkpoint, writes it and answers with it. */
  readonly checkpoint: () => ReadCheckpoint;
  /** Remembers that every signature of the first `size` entries, with this root, was checked. */
  readonly verified: (size: number, root: Buffer) => void;
}
