import type { LogDraft, LogEvent } from '../../common/domain/log.ts';
import { noteText, openNote, signNote, type NoteProblem, type NoteSigner, type NoteVerifier } from './note.ts';

const ENTRY_VERSION = 1;

/** A log entry read back from its bytes. */
export interface DecodedEntry {
  readonly draft: LogDraft;
  /** Name of the key of the device that acted. */
  readonly device: string;
}

/**
 * Bytes of one log entry: a signed note whose text is one line of canonical JSON,
 * `{v, at, actor, device, ...event}`, signed by the acting device. These bytes are the leaf of the tree.
 */
export function encodeEntry(draft: LogDraft, signer: NoteSigner): Buffer {
  const document = { ...draft.event, v: ENTRY_VERSION, at: draft.at, actor: draft.actor, device: signer.name };
  return signNote(`${canonicalJson(document)}\n`, signer);
}

/** Reads an entry without checking its signature; null when it is not an entry of this version. */
export function readEntry(bytes: Uint8Array): DecodedEntry | null {
  const text = noteText(bytes);
  return text === null ? null : parseEntry(text);
}

/** Reads an entry and checks that the device it names signed it. */
export function decodeEntry(
  bytes: Uint8Array,
  verifiers: readonly NoteVerifier[],
): DecodedEntry | { problem: NoteProblem | 'other_device' } {
  const note = openNote(bytes, verifiers);
  if ('problem' in note) return note;
  const entry = parseEntry(note.text);
  if (!entry) return { problem: 'malformed' };
  return note.signedBy.includes(entry.device) ? entry : { problem: 'other_device' };
}

function parseEntry(text: string): DecodedEntry | null {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return null;
  const { v, at, actor, device, ...event } = document as Record<string, unknown>;
  if (v !== ENTRY_VERSION || typeof at !== 'string' || typeof actor !== 'string' || typeof device !== 'string')
    return null;
  if (typeof event['kind'] !== 'string' || `${canonicalJson(document)}\n` !== text) return null;
  return { draft: { at, actor, event: event as unknown as LogEvent }, device };
}

/** JSON with sorted keys and no white space (RFC 8785 for the values used here: strings, finite numbers, null). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}
