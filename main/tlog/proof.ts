import { parseBody, openCheckpoint, type Checkpoint } from './checkpoint.ts';
import { decodeEntry, type DecodedEntry } from './entry.ts';
import { hashLeaf, HASH_BYTES, verifyInclusion } from './merkle.ts';
import { decodeBase64, noteText, type NoteVerifier } from './note.ts';

/**
 * The `.tlog-proof` text form (C2SP tlog-proof): a header line, the entry as `extra` data, its index, the hashes of the
 * audit path one per line, an empty line, and the signed checkpoint. It can be checked with the log's public key alone.
 */
const HEADER = 'c2sp.org/tlog-proof@v1';
const MAX_PATH = 63;

export interface LogProof {
  readonly entry: Uint8Array;
  readonly index: number;
  readonly path: readonly Uint8Array[];
  /** Signed checkpoint, as text. */
  readonly checkpoint: string;
}

export function formatProof(proof: LogProof): string {
  const lines = [
    HEADER,
    `extra ${base64(proof.entry)}`,
    `index ${proof.index}`,
    ...proof.path.map((hash) => base64(hash)),
    '',
    proof.checkpoint,
  ];
  return lines.join('\n');
}

/** Reads the text form; a string says which line is not as it should be. */
export function parseProof(text: string): LogProof | string {
  const gap = text.indexOf('\n\n');
  if (gap < 0) return 'there is no empty line before the checkpoint';
  const [header, extra = '', position = '', ...hashes] = text.slice(0, gap).split('\n');
  if (header !== HEADER) return `line 1 is not "${HEADER}"`;
  const entry = extra.startsWith('extra ') ? decodeBase64(extra.slice('extra '.length)) : null;
  if (!entry) return 'line 2 does not carry the entry as "extra <base64>"';
  const index = /^index (0|[1-9][0-9]{0,15})$/u.exec(position)?.[1];
  if (index === undefined || !Number.isSafeInteger(Number(index))) return 'line 3 is not "index <number>"';
  if (hashes.length > MAX_PATH) return 'the path is longer than any tree is high';
  const path: Buffer[] = [];
  for (const [offset, line] of hashes.entries()) {
    const hash = decodeBase64(line);
    if (hash?.length !== HASH_BYTES) return `line ${offset + 4} is not a base64 hash of ${HASH_BYTES} bytes`;
    path.push(hash);
  }
  return { entry, index: Number(index), path, checkpoint: text.slice(gap + 2) };
}

export interface CheckedProof {
  readonly ok: boolean;
  readonly index: number;
  readonly checkpoint: Checkpoint;
  /** The proven entry; null when the proof does not hold. */
  readonly entry: DecodedEntry | null;
  /** Why it does not hold, in one sentence; null when it does. */
  readonly problem: string | null;
}

/**
 * Checks a proof without a workspace: the entry is signed by a known device, it stands at its index under the root,
 * and the log's key has signed that root.
 * @returns a string when the proof is malformed
 */
export function checkProof(proof: LogProof, verifiers: readonly NoteVerifier[]): CheckedProof | string {
  const note = Buffer.from(proof.checkpoint, 'utf8');
  const stated = parseBody(noteText(note) ?? '');
  if (!stated) return 'the checkpoint is malformed';
  const failed = (problem: string): CheckedProof => ({
    ok: false,
    index: proof.index,
    checkpoint: stated,
    entry: null,
    problem,
  });
  if ('problem' in openCheckpoint(note, stated.origin, verifiers))
    return failed('The checkpoint is not signed with the given key of the log.');
  if (!verifyInclusion(hashLeaf(proof.entry), proof.index, stated.size, proof.path, stated.root))
    return failed('The entry does not stand at this index of the log.');
  const entry = decodeEntry(proof.entry, verifiers);
  if ('problem' in entry) return failed('The entry is not signed by a device whose key was given.');
  return { ok: true, index: proof.index, checkpoint: stated, entry, problem: null };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
