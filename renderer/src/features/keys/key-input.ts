import type { AskedChange } from '../../../../common/contract/keys.ts';
import type { MessageId } from '../../i18n.ts';

const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/u;
/** 32 bytes in canonical Base64: the last sign before the padding carries only four bits. */
const PUBLIC_KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;

/** Start of a day in UTC as the contract writes times; null when there is no such day. */
export function dayStart(typed: string): string | null {
  const text = typed.trim();
  if (!DAY.test(text)) return null;
  const time = Date.parse(`${text}T00:00:00.000Z`);
  if (Number.isNaN(time)) return null;
  const at = new Date(time).toISOString();
  return at.startsWith(text) ? at : null;
}

/** What is typed about a platform's key. */
export interface TrustInput {
  readonly name: string;
  readonly keyId: string;
  readonly publicKey: string;
  readonly from: string;
  readonly to: string;
}

export type TrustField = keyof TrustInput;

/** What is wrong with each field; a field without a problem is left out. */
export function trustProblems(input: TrustInput, known: readonly string[]): Partial<Record<TrustField, MessageId>> {
  const from = dayStart(input.from);
  const to = dayStart(input.to);
  const keyId = input.keyId.trim();
  return {
    ...(input.name.trim() === '' ? { name: 'keys.trust.nameMissing' as const } : {}),
    ...(KEY_ID.test(keyId) ? {} : { keyId: 'keys.trust.idForm' as const }),
    ...(known.includes(keyId) ? { keyId: 'keys.trust.idTaken' as const } : {}),
    ...(PUBLIC_KEY.test(input.publicKey.trim()) ? {} : { publicKey: 'keys.trust.publicForm' as const }),
    ...(from === null ? { from: 'keys.trust.date' as const } : {}),
    ...(to === null ? { to: 'keys.trust.date' as const } : {}),
    ...(from !== null && to !== null && from >= to ? { to: 'keys.trust.order' as const } : {}),
  };
}

/** The change to propose; null while something is wrong with the input. */
export function trustChange(input: TrustInput, known: readonly string[]): AskedChange | null {
  const notBefore = dayStart(input.from);
  const notAfter = dayStart(input.to);
  if (Object.keys(trustProblems(input, known)).length > 0 || notBefore === null || notAfter === null) return null;
  return {
    action: 'trustPlatform',
    keyId: input.keyId.trim(),
    name: input.name.trim(),
    publicKey: input.publicKey.trim(),
    notBefore,
    notAfter,
  };
}
