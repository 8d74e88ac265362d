import { decodeBase64, openNote, signNote, type NoteProblem, type NoteSigner, type NoteVerifier } from './note.ts';
import { HASH_BYTES } from './merkle.ts';

/** The size and root of a log at one moment (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Name of the log; also the name of the key that signs for it. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** Signed note over `origin`, `size` and base64 root, one per line. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): Buffer {
  const { origin, size, root } = checkpoint;
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, signer);
}

/** Reads and checks a checkpoint: the log's own key must have signed it. Extension lines are accepted and ignored. */
export function openCheckpoint(
  bytes: Uint8Array,
  origin: string,
  verifiers: readonly NoteVerifier[],
): Checkpoint | { problem: NoteProblem | 'other_log' } {
  const note = openNote(bytes, verifiers);
  if ('problem' in note) return note;
  const checkpoint = parseBody(note.text);
  if (!checkpoint) return { problem: 'malformed' };
  if (checkpoint.origin !== origin || !note.signedBy.includes(origin)) return { problem: 'other_log' };
  return checkpoint;
}

/** Reads the three lines of a checkpoint's text; null when they are malformed. */
export function parseBody(text: string): Checkpoint | null {
  const [origin = '', size = '', encoded] = text.split('\n');
  const root = decodeBase64(encoded);
  if (origin === '' || !/^(?:0|[1-9][0-9]{0,15})$/u.test(size) || root?.length !== HASH_BYTES) return null;
  const count = Number(size);
  return Number.isSafeInteger(count) ? { origin, size: count, root } : null;
}
