import type { QuarantineCode } from '../../../common/domain/quarantine.ts';

export interface StringFault {
  readonly code: QuarantineCode;
  readonly path: readonly (string | number)[];
}

/** C0 and C1 controls and DEL; line feed and tab are allowed where people write. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;
const LINE_CONTROL = /[\t\n]/u;
/** Fields in which a person writes freely. */
const FREE_TEXT = new Set(['text']);

/**
 * Looks through every string of a parsed value, names included, for halves of characters and control characters, and
 * for the one name that `JSON.parse` keeps but object code may not: `__proto__`.
 * @returns the first fault in document order, or null
 */
export function findStringFault(value: unknown, path: readonly (string | number)[] = []): StringFault | null {
  if (typeof value === 'string') {
    const code = faultOf(value, FREE_TEXT.has(String(path.at(-1))));
    return code === null ? null : { code, path };
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    const code = key === '__proto__' ? 'SCHEMA_UNKNOWN_FIELD' : faultOf(key, false);
    if (code !== null) return { code, path };
    const fault = findStringFault(member, [...path, Array.isArray(value) ? Number(key) : key]);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOf(text: string, free: boolean): QuarantineCode | null {
  if (!text.isWellFormed()) return 'LONE_SURROGATE';
  if (CONTROL.test(text) || (!free && LINE_CONTROL.test(text))) return 'CONTROL_CHARACTER';
  return null;
}
