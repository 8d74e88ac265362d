import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that must not be found: text is looked for in the encodings of text, bytes as they are. */
export interface Canary {
  readonly name: string;
  readonly value: string | Uint8Array;
}

export interface Sighting {
  readonly name: string;
  readonly form: string;
  readonly file: string;
}

/** A word that occurs nowhere by chance; `prefix` keeps it readable in a failing test. */
export function canaryWord(prefix: string): string {
  const letters = Array.from(randomBytes(18), (byte) => String.fromCharCode(97 + (byte % 26)));
  return `${prefix}${letters.join('')}`;
}

/** Every form in which a value may lie in a file, as bytes. */
export function formsOf(value: string | Uint8Array): { form: string; bytes: Buffer }[] {
  if (typeof value !== 'string') return encoded(Buffer.from(value), 'bytes');
  const utf8 = Buffer.from(value, 'utf8');
  const utf16le = Buffer.from(value, 'utf16le');
  const utf16be = Buffer.from(utf16le).swap16();
  const escaped = Buffer.from(JSON.stringify(value).slice(1, -1), 'utf8');
  return [
    ...encoded(utf8, 'UTF-8'),
    ...encoded(utf16le, 'UTF-16LE'),
    { form: 'UTF-16BE', bytes: utf16be },
    ...(escaped.equals(utf8) ? [] : [{ form: 'JSON', bytes: escaped }]),
  ];
}

function encoded(bytes: Buffer, form: string): { form: string; bytes: Buffer }[] {
  const hex = bytes.toString('hex');
  return [
    { form, bytes },
    { form: `${form} hex`, bytes: Buffer.from(hex) },
    { form: `${form} HEX`, bytes: Buffer.from(hex.toUpperCase()) },
    ...[0, 1, 2].map((shift) => ({ form: `${form} base64+${shift}`, bytes: base64At(bytes, shift) })),
    ...[0, 1, 2].map((shift) => ({ form: `${form} base64url+${shift}`, bytes: urlSafe(base64At(bytes, shift)) })),
  ];
}

/** The characters of base64 that depend on `bytes` alone when they start at this offset of a group of three. */
function base64At(bytes: Buffer, shift: number): Buffer {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/u, '');
  const first = Math.ceil((shift * 8) / 6);
  const last = Math.floor(((shift + bytes.length) * 8) / 6);
  return Buffer.from(text.slice(first, last));
}

function urlSafe(base64: Buffer): Buffer {
  return Buffer.from(base64.toString('latin1').replaceAll('+', '-').replaceAll('/', '_'));
}

/** Every file below the folders, byte by byte, file names included. */
export function findCanaries(folders: readonly string[], canaries: readonly Canary[]): Sighting[] {
  const needles = canaries.flatMap(({ name, value }) => formsOf(value).map((form) => ({ name, ...form })));
  const found: Sighting[] = [];
  for (const file of folders.flatMap(filesBelow)) {
    for (const content of [readFileSync(file), Buffer.from(file)])
      for (const { name, form, bytes } of needles) if (content.includes(bytes)) found.push({ name, form, file });
  }
  return found;
}

/** Paths of every file below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
