import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/**
 * Signed notes (C2SP signed-note): a text, an empty line, then one line per signature,
 * `— <key name> <base64(key id ‖ signature)>`. Only Ed25519 (type 0x01) is used.
 */
const ED25519_TYPE = 0x01;
const KEY_ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
const MAX_SIGNATURES = 16;
/** DER prefix of an Ed25519 SubjectPublicKeyInfo (RFC 8410); the 32 key bytes follow. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export interface NoteVerifier {
  readonly name: string;
  readonly keyId: Buffer;
  verify(text: Uint8Array, signature: Uint8Array): boolean;
}

export interface NoteSigner {
  readonly name: string;
  readonly keyId: Buffer;
  sign(text: Uint8Array): Buffer;
}

/** Raw 32-byte public half of an Ed25519 key. */
export function rawPublicKey(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
}

/** First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key). */
export function keyIdOf(name: string, publicKey: Uint8Array): Buffer {
  return createHash('sha256')
    .update(name, 'utf8')
    .update(Buffer.of(0x0a, ED25519_TYPE))
    .update(publicKey)
    .digest()
    .subarray(0, KEY_ID_BYTES);
}

/** @throws RangeError when the name holds white space or a plus sign, or the key is not Ed25519 */
export function createSigner(name: string, privateKey: KeyObject): NoteSigner {
  requireName(name);
  requireEd25519(privateKey);
  return {
    name,
    keyId: keyIdOf(name, rawPublicKey(privateKey)),
    sign: (text) => sign(null, text, privateKey),
  };
}

export function createVerifier(name: string, publicKey: KeyObject): NoteVerifier {
  requireName(name);
  requireEd25519(publicKey);
  return {
    name,
    keyId: keyIdOf(name, rawPublicKey(publicKey)),
    verify: (text, signature) => verify(null, text, publicKey, signature),
  };
}

/** Text form of a verifier key: `<name>+<key id, hex>+<base64(0x01 ‖ public key)>`. */
export function formatVerifierKey(name: string, publicKey: Uint8Array): string {
  const encoded = Buffer.concat([Buffer.of(ED25519_TYPE), publicKey]).toString('base64');
  return `${name}+${keyIdOf(name, publicKey).toString('hex')}+${encoded}`;
}

/** Reads the text form of a verifier key; null when it is malformed or its key id does not fit. */
export function parseVerifierKey(text: string): NoteVerifier | null {
  const [name, id, encoded] = splitVerifierKey(text);
  if (!isKeyName(name)) return null;
  const bytes = decodeBase64(encoded);
  if (bytes?.length !== 33 || bytes[0] !== ED25519_TYPE) return null;
  const raw = bytes.subarray(1);
  if (keyIdOf(name, raw).toString('hex') !== id) return null;
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
  return createVerifier(name, publicKey);
}

/**
 * Signs a text.
 * @param text ends in a newline
 */
export function signNote(text: string, signer: NoteSigner): Buffer {
  const body = Buffer.from(text, 'utf8');
  const signature = Buffer.concat([signer.keyId, signer.sign(body)]).toString('base64');
  return Buffer.concat([body, Buffer.from(`\n\u2014 ${signer.name} ${signature}\n`, 'utf8')]);
}

export interface OpenedNote {
  readonly text: string;
  /** Names of the known keys whose signatures hold; never empty. */
  readonly signedBy: readonly string[];
}

export type NoteProblem = 'malformed' | 'unknown_key' | 'bad_signature';

/**
 * Reads a signed note and checks it. Signatures by unknown keys are passed over, as the specification asks; a wrong
 * signature by a known key condemns the note.
 */
export function openNote(bytes: Uint8Array, verifiers: readonly NoteVerifier[]): OpenedNote | { problem: NoteProblem } {
  const parts = splitNote(bytes);
  if (!parts) return { problem: 'malformed' };
  const signedBy: string[] = [];
  for (const { name, keyId, signature } of parts.signatures) {
    const verifier = verifiers.find((known) => known.name === name && known.keyId.equals(keyId));
    if (!verifier) continue;
    if (signature.length !== SIGNATURE_BYTES || !verifier.verify(parts.body, signature))
      return { problem: 'bad_signature' };
    signedBy.push(name);
  }
  if (signedBy.length === 0) return { problem: 'unknown_key' };
  return { text: parts.body.toString('utf8'), signedBy };
}

/** Reads the text of a note without checking who signed it; null when it is malformed. */
export function noteText(bytes: Uint8Array): string | null {
  return splitNote(bytes)?.body.toString('utf8') ?? null;
}

interface NoteParts {
  readonly body: Buffer;
  readonly signatures: readonly { name: string; keyId: Buffer; signature: Buffer }[];
}

function splitNote(bytes: Uint8Array): NoteParts | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const gap = buffer.lastIndexOf('\n\n');
  if (gap < 0 || buffer.at(-1) !== 0x0a) return null;
  const body = buffer.subarray(0, gap + 1);
  const tail = buffer.subarray(gap + 2).toString('utf8');
  if (!Buffer.from(tail, 'utf8').equals(buffer.subarray(gap + 2)) || !isNoteText(body)) return null;
  const lines = tail.split('\n').slice(0, -1);
  if (lines.length === 0 || lines.length > MAX_SIGNATURES) return null;
  const signatures = [];
  for (const line of lines) {
    const match = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line);
    const decoded = decodeBase64(match?.[2]);
    const name = match?.[1];
    if (name === undefined || !decoded || decoded.length <= KEY_ID_BYTES) return null;
    signatures.push({ name, keyId: decoded.subarray(0, KEY_ID_BYTES), signature: decoded.subarray(KEY_ID_BYTES) });
  }
  return { body, signatures };
}

/** UTF-8 without control characters other than the newline. */
function isNoteText(body: Buffer): boolean {
  if (body.some((byte) => byte < 0x20 && byte !== 0x0a)) return false;
  return Buffer.from(body.toString('utf8'), 'utf8').equals(body);
}

/** Decodes canonical base64 only: what does not encode back to the same text is refused. */
export function decodeBase64(text: string | undefined): Buffer | null {
  if (text === undefined) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

function splitVerifierKey(text: string): [string, string, string] {
  const [name = '', id = '', ...rest] = text.trim().split('+');
  return [name, id, rest.join('+')];
}

function isKeyName(name: string): boolean {
  return /^[^\s+]+$/u.test(name);
}

function requireName(name: string): void {
  if (!isKeyName(name)) throw new RangeError('a key name holds neither white space nor a plus sign');
}

function requireEd25519(key: KeyObject): void {
  if (key.asymmetricKeyType !== 'ed25519') throw new RangeError('signed notes need an Ed25519 key');
}
