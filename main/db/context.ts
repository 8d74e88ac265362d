import type { NoteSigner, NoteVerifier } from '../tlog/note.ts';
import type { CheckpointSettings, ReadCheckpoint } from './checkpoint-file.ts';
import type { ReadableDb, WritableDb } from './types.ts';

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
