import { MAX_BUNDLE_BYTES } from '../../../common/domain/bundle.ts';
import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import { MAX_SEALED_BYTES, SEALED_SCHEMA } from '../../../common/domain/sealed-bundle.ts';
import type { SealedParts } from '../../crypto/commitment.ts';
import type { IntakeTrust } from '../keys/key-ring.ts';
import { openSealed } from './open-sealed.ts';
import { refusalsOf, type AcceptedBundle, type RefusedBundle } from './outcome.ts';
import { decodeSealed } from './sealed-bundle.ts';
import { isObject, parseStrictly } from './strict-json.ts';
import { claimedId, verifyValue } from './verify-bundle.ts';
import { findRuleFault } from './workspace-rules.ts';

/** A bundle that may come in. `sealed` holds its parts when it came sealed, and is null when it came in the clear. */
export interface Admitted extends AcceptedBundle {
  readonly sealed: SealedParts | null;
}

/** The end of every sealed line: the members of canonical JSON stand in the order of their names. */
const SEALED_END = Buffer.from(`"schema":"${SEALED_SCHEMA}"}`);

const NOTHING_WAIVED: ReadonlySet<QuarantineCode> = new Set();

/**
 * Everything that is checked before a bundle may come in, sealed or clear: form, seal, message franking, the rules
 * between fields and the rules of the workspace. Any bytes are answered.
 * @param now Unix milliseconds
 * @param totalBytes size as received, when `raw` is only the beginning
 * @throws ProblemError KEY_MISSING as {@link openSealed}
 */
export async function judgeBundle(
  raw: Uint8Array,
  trust: IntakeTrust,
  now: number,
  { totalBytes = raw.length, waived = NOTHING_WAIVED }: JudgeOptions = {},
): Promise<Admitted | RefusedBundle> {
  const read = await readBundle(raw, trust, now, totalBytes);
  if (!read.ok) return read;
  const fault = findRuleFault(read, trust.rules(), now, waived);
  if (fault === null) return read;
  return refusalsOf(totalBytes)(fault.code, fault.field, read.bundle.header.bundleId, read.messages);
}

export interface JudgeOptions {
  readonly totalBytes?: number;
  /** Rules a lead has set aside for this bundle. */
  readonly waived?: ReadonlySet<QuarantineCode>;
}

async function readBundle(
  raw: Uint8Array,
  trust: IntakeTrust,
  now: number,
  totalBytes: number,
): Promise<Admitted | RefusedBundle> {
  const refuse = refusalsOf(totalBytes);
  const most = SEALED_END.equals(raw.subarray(-SEALED_END.length)) ? MAX_SEALED_BYTES : MAX_BUNDLE_BYTES;
  if (totalBytes > raw.length || raw.length > most) return refuse('SIZE');
  const parsed = parseStrictly(raw);
  if ('code' in parsed) return refuse(parsed.code);
  if (!isObject(parsed.value) || parsed.value['schema'] !== SEALED_SCHEMA) {
    const result = verifyValue(parsed.value, { platforms: trust.platforms, keyId: null, refuse });
    return result.ok ? { ...result, sealed: null } : result;
  }
  const decoded = decodeSealed(parsed.value, parsed.text);
  if ('fault' in decoded) return refuse(decoded.fault.code, decoded.fault.field, claimedId(parsed.value));
  const result = await openSealed(decoded.parts, trust, now, totalBytes);
  return result.ok ? { ...result, sealed: decoded.parts } : result;
}
