import { z } from 'zod';
import type { QuarantineCode } from './quarantine.ts';

/** A check that names its own quarantine code. */
export function must(schema: z.ZodString, code: QuarantineCode, holds: (value: string) => boolean): z.ZodString {
  return schema.refine(holds, { params: { quarantine: code }, abort: true });
}

/** Characters that may stand before `==` and `=`: those whose unused low bits are zero. */
const LAST_OF_ONE = 'AQgw';
const LAST_OF_TWO = 'AEIMQUYcgkosw048';

function isCanonicalBase64(value: string): boolean {
  if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/u.test(value)) return false;
  if (value.endsWith('==')) return LAST_OF_ONE.includes(value.charAt(value.length - 3));
  return !value.endsWith('=') || LAST_OF_TWO.includes(value.charAt(value.length - 2));
}

/** Number of bytes that canonical base64 of this length stands for. */
function decodedLength(value: string): number {
  const padding = value.endsWith('==') ? 2 : value.endsWith('=') ? 1 : 0;
  return (value.length / 4) * 3 - padding;
}

/** Canonical base64 (RFC 4648 section 4: padded, no stray bits) of `least` to `most` bytes. */
export function bytes(least: number, most: number, code: QuarantineCode = 'BINARY_LENGTH'): z.ZodString {
  const canonical = must(z.string(), 'BASE64', isCanonicalBase64);
  return must(canonical, code, (value) => decodedLength(value) >= least && decodedLength(value) <= most);
}
