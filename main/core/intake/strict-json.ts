import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import { scanJson } from './json-scan.ts';

/** The format nests five deep; a little more is read so that the field can be named. */
const MAX_DEPTH = 8;

/** Reads one JSON value from UTF-8 without duplicate names and without deep nesting, or says what is wrong. */
export function parseStrictly(raw: Uint8Array): { value: unknown; text: string } | { code: QuarantineCode } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return { code: 'SCHEMA_UTF8' };
  }
  const { depth, duplicateKey } = scanJson(text, MAX_DEPTH);
  if (depth > MAX_DEPTH) return { code: 'SCHEMA_DEPTH' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { code: 'SCHEMA_JSON' };
  }
  return duplicateKey ? { code: 'DUPLICATE_KEY' } : { value, text };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
