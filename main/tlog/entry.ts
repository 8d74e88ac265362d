import type { LogDraft, LogEvent } from '../../common/domain/log.ts';
import { openNote, signNote, type NoteProblem, type NoteSigner, type NoteVerifier } from './note.ts';

const ENTRY_VERSION = 1;

/** A log entry read back from its bytes. */
export interface DecodedEntry {
  readonly draft: LogDraft;
  /** The device's own count of its entries, from 0: shows missing, repeated and swapped entries without the tree. */
  readonly seq: number;
  /** Name of the key of the device that acted. */
  readonly device: string;
}

/**
 * Bytes of one log entry: a signed note whose text is one line of canonical JSON,
 * `{v, seq, at, actor, device, ...event}`, signed by the acting device. These bytes are the leaf of the tree.
 */
export function encodeEntry(draft: LogDraft, seq: number, signer: NoteSigner): Buffer {
  const { at, actor, event } = draft;
  const document = { ...event, v: ENTRY_VERSION, seq, at, actor, device: signer.name };
  return signNote(`${canonicalJson(document)}\n`, signer);
}

/**
 * Reads an entry's text without checking its signature or its exact form; null when it is not an entry of this
 * version. For entries whose bytes are known to be sound, or are checked by {@link decodeEntry} as well.
 */
export function readEntry(bytes: Uint8Array): DecodedEntry | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.indexOf(0x0a);
  return end < 0 ? null : (parseDocument(buffer.toString('utf8', 0, end))?.entry ?? null);
}

/** Reads an entry and checks that the device it names signed it. */
export function decodeEntry(
  bytes: Uint8Array,
  verifiers: readonly NoteVerifier[],
): DecodedEntry | { problem: NoteProblem | 'other_device' } {
  const note = openNote(bytes, verifiers);
  if ('problem' in note) return note;
  const parsed = parseDocument(note.text);
  if (!parsed || `${canonicalJson(parsed.document)}\n` !== note.text) return { problem: 'malformed' };
  return note.signedBy.includes(parsed.entry.device) ? parsed.entry : { problem: 'other_device' };
}

function parseDocument(text: string): { document: unknown; entry: DecodedEntry } | null {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return null;
  const { v, seq, at, actor, device, ...event } = document as Record<string, unknown>;
  if (v !== ENTRY_VERSION || typeof at !== 'string' || typeof actor !== 'string' || typeof device !== 'string')
    return null;
  if (typeof event['kind'] !== 'string' || typeof seq !== 'number') return null;
  return { document, entry: { draft: { at, actor, event: event as unknown as LogEvent }, seq, device } };
}

/** JSON with sorted keys and no white space (RFC 8785 for the values used here: strings, finite numbers, null). */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  const record = value as Record<string, unknown>;
  let text = '';
  for (const name of Object.keys(record).sort()) {
    const field = record[name];
    if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
}
